// @ts-check
import { join } from 'node:path';
import { whyNoBrowser } from './browser.mjs';
import { runCheck, runVitest } from './commandRings.mjs';
import { hostSuiteNames, runHostSuite, whyNoHost } from './hostRing.mjs';
import { root } from './paths.mjs';
import { whyNoServer } from './vscodeServer.mjs';

/**
 * @typedef {object} RingOptions
 * @property {readonly import('./versions.mjs').EngineName[]} engines
 * @property {'server' | 'desktop'} vscode
 * @property {'kept' | 'updated'} screenshots Whether the pictures in media/ are taken anew.
 *
 * @typedef {object} Ring
 * @property {string} name
 * @property {(onProgress: import('./progress.mjs').OnProgress) => Promise<import('./report.mjs').RingResult>} run
 *
 * @typedef {'build' | 'typecheck' | 'lint' | 'format' | 'unit' | 'contract' | 'host' | 'screen'} RingName
 *
 * @typedef {object} Schedule
 * @property {readonly Ring[]} first To be run before all others.
 * @property {readonly (readonly Ring[])[]} lanes Each in its order, side by side with the others.
 */

const caches = join('node_modules', '.cache');

/** @type {Readonly<Record<RingName, (options: RingOptions) => readonly Ring[]>>} */
const rings = {
  build: () => [check('build', ['scripts/build.mjs'])],
  // Pages know the DOM and no Node, so they are a project of their own.
  typecheck: () => [check('typecheck', tsc('.')), check('typecheck pages', tsc('src/webview'))],
  lint: () => [
    check('lint', [
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings=0',
      '--cache',
      `--cache-location=${join(caches, 'eslint', '.eslintcache')}`,
      '--cache-strategy=content',
    ]),
  ],
  format: () => [
    check('format', [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--cache',
      '--cache-strategy=content',
    ]),
  ],
  unit: () => [vitest('unit')],
  contract: () => [vitest('contract')],
  host: hostRings,
  screen: (options) => [screenRing(options)],
};

export const ringNames = /** @type {readonly RingName[]} */ (Object.keys(rings));

/** What keeps a processor busy, beside what mostly waits for windows. */
const lanes = /** @type {const} */ ([
  ['typecheck', 'lint', 'format', 'unit', 'contract'],
  ['host', 'screen'],
]);

/**
 * What runs outside of vitest runs the bundle, so that it brings the build along.
 * @param {readonly RingName[]} names
 * @param {RingOptions} options
 * @returns {Schedule}
 */
export function scheduleOf(names, options) {
  const needsBuild = /** @type {const} */ (['build', 'contract', 'host', 'screen']);
  return {
    first: needsBuild.some((name) => names.includes(name)) ? rings.build(options) : [],
    lanes: lanes
      .map((lane) => lane.filter((name) => names.includes(name)))
      .map((lane) => lane.flatMap((name) => rings[name](options))),
  };
}

/**
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Ring}
 */
function check(name, command) {
  return { name, run: () => runCheck({ title: name, command }) };
}

/**
 * @param {string} project
 * @returns {readonly string[]}
 */
function tsc(project) {
  const record = join(caches, 'tsc', `${project.replaceAll(/\W/g, '-')}.tsbuildinfo`);
  const incremental = ['--incremental', '--tsBuildInfoFile', record];
  return ['node_modules/typescript/bin/tsc', '--noEmit', '-p', project, ...incremental];
}

/**
 * @param {'unit' | 'contract'} name
 * @returns {Ring}
 */
function vitest(name) {
  return {
    name,
    run: (onProgress) =>
      runVitest({ args: ['--project', name], onProgress, env: { TRELLIS_DIST: 'built' } }),
  };
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
      return {
        name,
        run: (onProgress) =>
          why ? skip(name, why) : runHostSuite({ suite, engine, vscode, onProgress }),
      };
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
    run: (onProgress) =>
      why
        ? skip('screen', why)
        : runVitest({
            args: ['--config', 'test/screen/vitest.config.mts'],
            onProgress,
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
