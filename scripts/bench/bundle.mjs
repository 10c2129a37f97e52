// @ts-check
/** Bundles what a benchmark measures, as what ships is bundled, and loads it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jsoncParserAlias } from '../lib/jsoncParser.mjs';
import { root } from '../lib/paths.mjs';

/** Of TypeScript in this folder, which measures. @param {string} name */
export async function loadBench(name) {
  const entryPoints = [join(root, `scripts/bench/${name}.ts`)];
  const outfile = join(root, `dist/bench/${name}.cjs`);
  await bundle({ entryPoints, format: 'cjs', outfile });
  return loadBundle(outfile);
}

/** Of the embedded model, by its modules. @param {{ names: readonly string[], outfile: string }} modules */
export async function loadModelModules({ names, outfile }) {
  const stdin = {
    contents: names.map((name) => `export * from './${name}';`).join('\n'),
    resolveDir: join(root, 'src/embedded/model'),
    loader: /** @type {const} */ ('ts'),
  };
  await bundle({ stdin, format: 'esm', outfile });
  return loadBundle(outfile);
}

/** @param {string} outfile @returns {Promise<unknown>} */
export async function loadBundle(outfile) {
  return import(pathToFileURL(outfile).href);
}

/** @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  // Loaded here, so that it does not weigh on a process whose memory is measured.
  const { build } = await import('esbuild');
  await build({
    ...options,
    // Where aliases are looked for.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    alias: jsoncParserAlias,
    logLevel: 'error',
  });
}
