import { defineConfig } from 'vitest/config';

/** Two rings that need no editor: `unit` touches nothing outside the process, `contract` speaks HTTP on loopback. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 5_000 } },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 20_000,
          // Worker threads of the engine run built scripts.
          globalSetup: ['test/support/buildOnce.ts'],
        },
      },
    ],
  },
});
