import { defineConfig } from 'vitest/config';

/** Every test of the server ring waits for one server, which answers slowly where it is small. */
const server = {
  test: {
    name: 'server',
    include: ['test/server/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    globalSetup: ['test/server/support/setup.ts'],
  },
};

/** Milliseconds for a test or a hook where a machine is slow or busy; less than what a ring waits for one to end. */
const patience = 100_000;

/**
 * Two rings that need no editor: `unit` touches nothing outside the process, `contract` speaks HTTP on loopback.
 * A third is there where a server is: `server` (see scripts/testServer.mjs).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: patience,
          hookTimeout: patience,
          // Modules without state are loaded once for all files, which halves the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: patience,
          hookTimeout: patience,
          isolate: false,
          // Worker threads of the engine run built scripts.
          globalSetup: ['test/support/buildOnce.ts'],
        },
      },
      ...(process.env['TRELLIS_BASE_URL'] ? [server] : []),
    ],
  },
});
