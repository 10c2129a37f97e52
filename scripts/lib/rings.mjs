// @ts-check
import { join } from 'node:path';
import { whyNoBrowser } from './browser.mjs';
import { runCheck, runVitest } from './commandRings.mjs';
import { hostSuiteNames, runHostSuite, whyNoHost } from './hostRing.mjs';
import { root } from './paths.mjs';
import { whyNoServer } from './vscodeServer.mjs';

const minute = 60_000;

/**
 * @typedef {object} RingOptions
 * @property {readonly import('./versions.mjs').EngineName[]} engines
 * @property {'server' | 'desktop'} vscode
 * @property {'kept' | 'updated'} screenshots Whether the pictures in media/ are taken anew.
 *
 * @typedef {object} Ring
 * @property {string} name
 * @property {() => Promise<import('./report.mjs').RingResult>} run
 *
 * @typedef {'build' | 'typecheck' | 'lint' | 'format' | 'unit' | 'contract' | 'host' | 'screen'} RingName
 */

/** @type {Readonly<Record<RingName, (options: RingOptions) => readonly Ring[]>>} In their order. */
const rings = {
  build: () => [check('build', ['scripts/build.mjs'])],
  // Pages know the DOM and no Node, so they are a project of their own.
  typecheck: () => [
    check('typecheck', ['node_modules/typescript/bin/tsc', '--noEmit']),
    check('typecheck pages', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/webview']),
  ],
  lint: () => [check('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'])],
  format: () => [check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '.'])],
  unit: () => [vitest('unit', 5 * minute)],
  contract: () => [vitest('contract', 5 * minute)],
  host: hostRings,
  screen: (options) => [screenRing(options)],
};

export const ringNames = /** @type {readonly RingName[]} */ (Object.keys(rings));

/**
 * The rings of the given names, in the order in which they are run. What runs in VS Code runs the
 * bundle, so that it brings the build along.
 * @param {readonly RingName[]} names
 * @param {RingOptions} options
 */
export function ringsOf(names, options) {
  const needsBuild = names.includes('host') || names.includes('screen');
  return ringNames
    .filter((name) => names.includes(name) || (name === 'build' && needsBuild))
    .flatMap((name) => rings[name](options));
}

/**
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Ring}
 */
function check(name, command) {
  return { name, run: () => runCheck({ title: name, command, limitMs: 5 * minute }) };
}

/**
 * @param {string} name
 * @param {number} limitMs
 * @returns {Ring}
 */
function vitest(name, limitMs) {
  return { name, run: () => runVitest({ args: ['--project', name], limitMs }) };
}

/**
 * @param {RingOptions} options
 * @returns {readonly Ring[]}
 */
function hostRings({ engines, vscode }) {
  return engines.flatMap((engine) =>
    hostSuiteNames.map((suite) => {
      const name = suite === 'main' ? `host ${engine}` : `host ${engine} ${suite}`;
      const why = whyNoHost(vscode);
      return { name, run: () => (why ? skip(name, why) : runHostSuite({ suite, engine, vscode })) };
    }),
  );
}

/**
 * @param {RingOptions} options
 * @returns {Ring}
 */
function screenRing({ screenshots }) {
  const why = whyNoServer() ?? whyNoBrowser();
  const folder = join(root, screenshots === 'updated' ? 'media' : 'dist', 'screenshots');
  return {
    name: 'screen',
    run: () =>
      why
        ? skip('screen', why)
        : runVitest({
            args: ['--config', 'test/screen/vitest.config.mts'],
            limitMs: 8 * minute,
            env: { TRELLIS_SCREENSHOTS: folder },
          }),
  };
}

/**
 * @param {string} title
 * @param {string} why
 * @returns {Promise<import('./report.mjs').RingResult>}
 */
function skip(title, why) {
  return Promise.resolve({ tests: [{ title, state: 'skipped', error: why }] });
}
