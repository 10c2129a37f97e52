// @ts-check
import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { suites } from '../../test/host/suites.mjs';
import { whyNoBrowser } from './browser.mjs';
import { whyNoDisplay } from './desktop.mjs';
import { bundleHostSuite } from './hostBundle.mjs';
import { runInDesktop } from './hostInDesktop.mjs';
import { runInServer } from './hostInServer.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { root } from './paths.mjs';
import { quietSettings } from './settings.mjs';
import { createTestRun } from './testRun.mjs';
import { whyNoServer } from './vscodeServer.mjs';

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

/** @param {Kind} wish */
export function isServerHost(wish) {
  return hostFor(wish) === runInServer;
}

/**
 * Why no host suite can run on this machine; undefined where they can.
 * @param {Kind} wish
 */
export function whyNoHost(wish) {
  if (isServerHost(wish)) return undefined;
  const why = whyNoDisplay();
  return why && [whyNoServer() ?? whyNoBrowser(), why].filter(Boolean).join('; ');
}

/**
 * Runs one host suite on one engine.
 * @param {object} options
 * @param {keyof typeof suites} options.suite
 * @param {import('./versions.mjs').EngineName} options.engine
 * @param {Kind} options.vscode
 * @param {import('./progress.mjs').OnProgress} [options.onProgress]
 * @returns {Promise<import('./report.mjs').RingResult>}
 */
export async function runHostSuite({ suite: name, engine, vscode, onProgress = () => {} }) {
  const suite = suites[name];
  const folder = await temporaryFolder('host');
  const workspace = join(folder, basename(suite.workspace));
  const dataFolder = join(folder, 'data');
  const run = createTestRun({ folder, onProgress });
  await mkdir(dataFolder);
  await cp(suite.workspace, workspace, { recursive: true });
  const prepared = (await suite.prepare?.(workspace)) ?? {};
  try {
    const { problem, log } = await hostFor(vscode)({
      engine,
      trust: suite.trust,
      extension: root,
      tests: await bundleHostSuite(name, engine),
      workspace,
      dataFolder,
      settings: { ...quietSettings, ...prepared.settings },
      env: {
        ...run.env,
        ...prepared.env,
      },
      follow: run.follow,
    });
    return await run.result(problem, log);
  } finally {
    await prepared.stop?.();
  }
}
