// @ts-check
import { join } from 'node:path';
import { browserVersion, whyNoBrowser } from './browser.mjs';
import { runCheck, runVitest } from './commandRings.mjs';
import { hostSuiteNames, isServerHost, runHostSuite, whyNoHost } from './hostRing.mjs';
import { root } from './paths.mjs';
import { filesBelow, fingerprints, machineFacts } from './testInputs.mjs';
import { runChanged } from './testMemory.mjs';
import { whyNoServer } from './vscodeServer.mjs';

/**
 * @typedef {object} RingOptions
 * @property {readonly import('./versions.mjs').EngineName[]} engines
 * @property {'server' | 'desktop'} vscode
 * @property {'kept' | 'updated'} screenshots Whether the pictures in media/ are taken anew.
 * @property {'changed' | 'all'} wish Whether tests are left out that passed on what is there now.
 *
 * @typedef {object} Ring
 * @property {string} name
 * @property {(onProgress: import('./progress.mjs').OnProgress) => Promise<import('./report.mjs').RingResult>} run
 *
 * @typedef {'build' | 'typecheck' | 'lint' | 'format' | 'unit' | 'contract' | 'host' | 'screen'} RingName
 *
 * @typedef {object} Schedule
 * @property {readonly Ring[]} first To be run before all others.
 * @property {readonly Ring[]} checks What keeps a processor busy, in that order.
 * @property {readonly Ring[]} windows What mostly waits for windows, side by side with the checks.
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
  unit: (options) => [vitest('unit', options)],
  contract: (options) => [vitest('contract', options)],
  host: hostRings,
  screen: (options) => [screenRing(options)],
};

export const ringNames = /** @type {readonly RingName[]} */ (Object.keys(rings));

const checkNames = /** @type {const} */ (['typecheck', 'lint', 'format', 'unit', 'contract']);
/** The longest first, so that those who share them end together. */
const windowNames = /** @type {const} */ (['screen', 'host']);

/**
 * What runs outside of vitest runs the bundle, so that it brings the build along.
 * @param {readonly RingName[]} names
 * @param {RingOptions} options
 * @returns {Schedule}
 */
export function scheduleOf(names, options) {
  const wanted = (/** @type {readonly RingName[]} */ all) =>
    all.filter((name) => names.includes(name)).flatMap((name) => rings[name](options));
  const needBuild = /** @type {const} */ (['build', 'contract', 'host', 'screen']);
  return {
    first: needBuild.some((name) => names.includes(name)) ? rings.build(options) : [],
    checks: wanted(checkNames),
    windows: wanted(windowNames),
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
 * @param {RingOptions} options
 * @returns {Ring}
 */
function vitest(name, { wish }) {
  return {
    name,
    run: (onProgress) =>
      runChanged({
        file: memoryOf(name),
        wish,
        readFingerprints: async () =>
          fingerprints({
            root,
            units: (await testsIn(name)).map((file) => ({ name: file, entries: [file] })),
            facts: await machineFacts(),
          }),
        run: (files) =>
          runVitest({
            args: ['--project', name, ...files],
            onProgress,
            env: { TRELLIS_DIST: 'built' },
          }),
      }),
  };
}

/**
 * @param {RingOptions} options
 * @returns {readonly Ring[]}
 */
function hostRings({ engines, vscode, wish }) {
  return hostSuiteNames.flatMap((suite) =>
    engines.map((engine) => {
      const name = suite === 'main' ? `host ${engine}` : `host ${engine} ${suite}`;
      const why = whyNoHost(vscode);
      /** @type {Ring['run']} */
      const run = async (onProgress) => {
        const result = await runHostSuite({ suite, engine, vscode, onProgress });
        const titles = result.tests.map(({ title }) => title);
        const whole = result.tests.every(({ state }) => state === 'passed');
        return whole ? { ...result, passed: new Map([[name, titles]]) } : result;
      };
      return {
        name,
        run: async (onProgress) => {
          if (why) return skip(name, why);
          // Which release a desktop is shows only once it runs.
          if (!isServerHost(vscode)) return run(onProgress);
          const entries = await filesBelow(root, `test/host/${suite}`);
          return runChanged({
            file: memoryOf(name),
            wish,
            readFingerprints: () => windowFingerprints([{ name, entries }]),
            run: () => run(onProgress),
          });
        },
      };
    }),
  );
}

/**
 * @param {RingOptions} options
 * @returns {Ring}
 */
function screenRing({ screenshots, wish }) {
  const why = whyNoServer() ?? whyNoBrowser();
  const folder = join(root, screenshots === 'updated' ? 'media' : 'dist', 'screenshots');
  return {
    name: 'screen',
    run: (onProgress) =>
      why
        ? skip('screen', why)
        : runChanged({
            file: memoryOf('screen'),
            wish: screenshots === 'updated' ? 'all' : wish,
            readFingerprints: async () =>
              windowFingerprints(
                (await testsIn('screen')).map((file) => ({ name: file, entries: [file] })),
              ),
            run: (files) =>
              runVitest({
                args: ['--config', join(root, 'test', 'screen', 'vitest.config.mts'), ...files],
                onProgress,
                env: { TRELLIS_SCREENSHOTS: folder },
              }),
          }),
  };
}

/** @param {string} ring */
async function testsIn(ring) {
  const files = await filesBelow(root, `test/${ring}`);
  return files.filter((file) => file.endsWith('.test.ts'));
}

/** @param {string} ring */
function memoryOf(ring) {
  return join(root, caches, 'passed', `${ring.replaceAll(' ', '-')}.json`);
}

/**
 * Windows load the extension, and that is whatever is neither source nor words for people nor the
 * command line, which only terminals start.
 * @param {readonly import('./testInputs.mjs').TestUnit[]} units
 */
async function windowFingerprints(units) {
  const elsewhere = /^(src|test|docs)\/|^[A-Z]+\.md$|^bin\/|^dist\/cli\.js$/;
  const runners = ['test/host/run.ts', 'test/host/suites.mjs'];
  return fingerprints({
    root,
    units: units.map((unit) => ({
      ...unit,
      needs: (path) => !elsewhere.test(path) || runners.includes(path),
    })),
    facts: [...(await machineFacts()), await browserVersion()],
  });
}

/**
 * @param {string} title
 * @param {string} why
 * @returns {Promise<import('./report.mjs').RingResult>}
 */
function skip(title, why) {
  return Promise.resolve({ tests: [{ title, state: 'skipped', error: why }] });
}
