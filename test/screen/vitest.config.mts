import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A ring of its own, since it fetches VS Code and a browser. */
export default defineConfig({
  test: {
    name: 'screen',
    root: join(import.meta.dirname, '..', '..'),
    include: ['test/screen/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 110_000,
    hookTimeout: 180_000,
    // What a person waits for may take its time where the machine has other work.
    expect: { poll: { timeout: 60_000 } },
  },
});
