// @ts-check
import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { suites } from '../../test/host/suites.mjs';
import { whyNoBrowser } from './browser.mjs';
import { whyNoDisplay } from './desktop.mjs';
import { bundleHostSuite } from './hostBundle.mjs';
import { runInDesktop } from './hostInDesktop.mjs';
import { runInServer } from './hostInServer.mjs';
import { readJson } from './json.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { root } from './paths.mjs';
import { quietSettings } from './settings.mjs';
import { whyNoServer } from './vscodeServer.mjs';

const limitMs = 4 * 60_000;

export const hostSuiteNames = /** @type {readonly (keyof typeof suites)[]} */ (
  Object.keys(suites)
).filter((name) => suites[name].purpose === 'tests');

/** @typedef {'server' | 'desktop'} Kind Which build of VS Code is wished for. */

/**
 * The server build where it is wished for and runs, else the desktop.
 * @param {Kind} wish
 */
function hostFor(wish) {
  const server = wish === 'server' && (whyNoServer() ?? whyNoBrowser()) === undefined;
  return server ? runInServer : runInDesktop;
}

/**
 * Why no host suite can run on this machine; undefined where they can.
 * @param {Kind} wish
 */
export function whyNoHost(wish) {
  if (hostFor(wish) === runInServer) return undefined;
  const why = whyNoDisplay();
  return why && [whyNoServer() ?? whyNoBrowser(), why].filter(Boolean).join('; ');
}

/**
 * Runs one host suite on one engine.
 * @param {object} options
 * @param {keyof typeof suites} options.suite
 * @param {import('./versions.mjs').EngineName} options.engine
 * @param {Kind} options.vscode
 * @returns {Promise<import('./report.mjs').RingResult>}
 */
export async function runHostSuite({ suite: name, engine, vscode }) {
  const suite = suites[name];
  const tests = await bundleHostSuite(name);
  const folder = await temporaryFolder('host');
  const workspace = join(folder, basename(suite.workspace));
  const dataFolder = join(folder, 'data');
  const resultsFile = join(folder, 'results.json');
  await mkdir(dataFolder);
  await cp(suite.workspace, workspace, { recursive: true });
  const prepared = (await suite.prepare?.(workspace)) ?? {};
  try {
    const { problem, log } = await hostFor(vscode)({
      engine,
      trust: suite.trust,
      extension: root,
      tests,
      workspace,
      dataFolder,
      settings: { ...quietSettings, ...prepared.settings },
      env: {
        TRELLIS_HOST_RESULTS: resultsFile,
        ...prepared.env,
      },
      limitMs,
    });
    return judge(await readResults(resultsFile), problem, log);
  } finally {
    await prepared.stop?.();
  }
}

/**
 * @param {readonly import('./report.mjs').TestResult[]} results
 * @param {string | undefined} problem
 * @param {string} log
 * @returns {import('./report.mjs').RingResult}
 */
function judge(results, problem, log) {
  if (results.length === 0) {
    const error = [problem ?? 'the suite ran no test', log].join('\n').trimEnd();
    return { tests: [{ title: 'the extension host runs the suite', state: 'failed', error }] };
  }
  const failed = results.some((test) => test.state === 'failed');
  // An end that no test explains is a failure of its own.
  if (problem === undefined || failed) return { tests: results, log: failed ? log : '' };
  return {
    tests: [...results, { title: 'the extension host ends well', state: 'failed', error: problem }],
    log,
  };
}

/**
 * @param {string} file
 * @returns {Promise<readonly import('./report.mjs').TestResult[]>}
 */
async function readResults(file) {
  try {
    return /** @type {import('./report.mjs').TestResult[]} */ (await readJson(file));
  } catch {
    return [];
  }
}
