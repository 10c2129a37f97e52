// @ts-check
/**
 * Bundles everything that ships into dist/. `--production` minifies and leaves source maps out,
 * `--watch` rebuilds on change, `--metafile` also writes dist/meta/*.json for the benchmark.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { xgrammarPlugin } from './lib/xgrammarPlugin.mjs';

/** Each entry is a file of its own, loaded on first use: only extension.js is read at start-up. */
const entries = {
  extension: 'src/extension.ts',
  embedded: 'src/embedded/main.ts',
  embeddedWorker: 'src/embedded/worker.ts',
  embeddedIndexer: 'src/embedded/indexer.ts',
  cli: 'src/cli/main.ts',
};

const flags = new Set(process.argv.slice(2));

/**
 * @param {string} name
 * @param {string} source
 * @returns {esbuild.BuildOptions}
 */
function options(name, source) {
  return {
    entryPoints: [source],
    outfile: `dist/${name}.js`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    banner: name === 'cli' ? { js: '#!/usr/bin/env node' } : {},
    minify: flags.has('--production'),
    sourcemap: !flags.has('--production'),
    metafile: flags.has('--metafile'),
    logLevel: 'warning',
    plugins: [xgrammarPlugin],
  };
}

const builds = Object.entries(entries)
  .filter(([, source]) => existsSync(source))
  .map(([name, source]) => ({ name, options: options(name, source) }));

if (flags.has('--watch')) {
  const contexts = await Promise.all(builds.map((build) => esbuild.context(build.options)));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log('watching for changes');
} else {
  for (const build of builds) {
    const result = await esbuild.build(build.options);
    if (!result.metafile) continue;
    await mkdir('dist/meta', { recursive: true });
    await writeFile(`dist/meta/${build.name}.json`, JSON.stringify(result.metafile));
  }
}
