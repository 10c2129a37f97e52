// @ts-check
/**
 * Bundles everything that ships into dist/. `--production` minifies and leaves source maps out,
 * `--watch` rebuilds on change, `--metafile` also writes dist/meta/*.json for the benchmark.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import { jsoncParserAlias } from './lib/jsoncParser.mjs';
import { packageFolders, thirdPartyNotices } from './lib/notices.mjs';
import { xgrammarPlugin } from './lib/xgrammarPlugin.mjs';

/** Each entry is a file of its own, loaded on first use: only extension.js is read at start-up. */
const nodeEntries = {
  extension: 'src/extension.ts',
  embedded: 'src/embedded/main.ts',
  embeddedWorker: 'src/embedded/worker.ts',
  embeddedIndexer: 'src/embedded/indexer.ts',
  verifier: 'src/guided/verifierWorker.ts',
  cli: 'src/cli/main.ts',
};

/** Scripts of pages, which know no Node. */
const pageEntries = { 'webview/reasoning': 'src/webview/reasoning.ts' };

const flags = new Set(process.argv.slice(2));

/**
 * @param {Readonly<Record<string, string>>} entries
 * @param {(name: string, source: string) => esbuild.BuildOptions} options
 */
function buildsOf(entries, options) {
  return Object.entries(entries)
    .filter(([, source]) => existsSync(source))
    .map(([name, source]) => ({ name, options: options(name, source) }));
}

/**
 * @param {string} name
 * @param {string} source
 * @returns {esbuild.BuildOptions}
 */
function nodeOptions(name, source) {
  return {
    ...commonOptions(name, source),
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    banner: name === 'cli' ? { js: '#!/usr/bin/env node' } : {},
    plugins: [xgrammarPlugin],
    alias: jsoncParserAlias,
  };
}

/**
 * @param {string} name
 * @param {string} source
 * @returns {esbuild.BuildOptions}
 */
function pageOptions(name, source) {
  return {
    ...commonOptions(name, source),
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    tsconfig: 'src/webview/tsconfig.json',
  };
}

/**
 * @param {string} name
 * @param {string} source
 * @returns {esbuild.BuildOptions}
 */
function commonOptions(name, source) {
  return {
    entryPoints: [source],
    outfile: `dist/${name}.js`,
    bundle: true,
    minify: flags.has('--production'),
    sourcemap: !flags.has('--production'),
    logLevel: 'warning',
  };
}

const builds = [...buildsOf(nodeEntries, nodeOptions), ...buildsOf(pageEntries, pageOptions)];

if (flags.has('--watch')) {
  const contexts = await Promise.all(builds.map((build) => esbuild.context(build.options)));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log('watching for changes');
} else {
  /** @type {string[]} */
  const inputs = [];
  for (const { name, options } of builds) {
    const { metafile } = await esbuild.build({ ...options, metafile: true });
    inputs.push(...Object.keys(metafile.inputs));
    if (!flags.has('--metafile')) continue;
    const file = join('dist', 'meta', `${name}.json`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(metafile));
  }
  const notices = await thirdPartyNotices(packageFolders(inputs));
  await writeFile(join('dist', 'ThirdPartyNotices.txt'), notices);
}
