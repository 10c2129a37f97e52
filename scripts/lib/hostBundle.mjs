// @ts-check
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';

const output = join(root, 'dist', 'test', 'host');

/**
 * Bundles a host suite; the folder that results has an index.js with `run()`. It is the engine's own,
 * since engines run side by side.
 * @param {string} suite Name of a folder in test/host.
 * @param {import('./versions.mjs').EngineName} engine
 */
export async function bundleHostSuite(suite, engine) {
  const { build } = await import('esbuild');
  const source = join(root, 'test', 'host', suite);
  const tests = (await readdir(source)).filter((name) => name.endsWith('.test.ts'));
  const folder = join(output, engine, suite);
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints: [
      { in: join(root, 'test', 'host', 'run.ts'), out: 'index' },
      ...tests.map((name) => ({ in: join(source, name), out: name.replace(/\.ts$/, '') })),
    ],
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return folder;
}
