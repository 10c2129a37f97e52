// @ts-check
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { loopbackEnvironment } from './environment.mjs';
import { engines } from './versions.mjs';
import { startServer, workbenchAddress } from './vscodeServer.mjs';

const loggedLines = 30;
/** Advice to authors of extensions, which VS Code gives about its own ones most of all. */
const advisory = /scoped configuration .* is not expected/;

/**
 * @typedef {object} HostRun
 * @property {import('./versions.mjs').EngineName} engine
 * @property {'asked' | 'given'} trust
 * @property {string} extension Folder of the extension.
 * @property {string} tests Folder whose index.js exports `run()`.
 * @property {string} workspace
 * @property {string} dataFolder For all that this VS Code remembers.
 * @property {Readonly<Record<string, unknown>>} settings
 * @property {Readonly<Record<string, string>>} env
 * @property {import('./testRun.mjs').TestRun['follow']} follow
 */

/**
 * Runs a host suite in the server build, with a headless page as the window that hosts need.
 * @param {HostRun} options
 * @returns {Promise<{ readonly problem: import('./testRun.mjs').Problem | undefined, readonly log: string }>}
 */
export async function runInServer(options) {
  const server = await startServer({
    ...options,
    driver: 'test',
    env: {
      ...loopbackEnvironment(),
      ...options.env,
      TRELLIS_HOST_ENGINE: engines[options.engine].vscode,
    },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    /** @type {Promise<string | undefined>} */
    const ended = new Promise((resolve) => {
      void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
        resolve(code === 0 ? undefined : `the suite ended with code ${code}`);
      });
      page.once('crash', () => resolve('the page crashed'));
      void server.exited.then((code) => resolve(`VS Code's server ended (${code})`));
    });
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.goto(
      workbenchAddress(server, options.workspace, {
        extension: options.extension,
        tests: options.tests,
      }),
    );
    const problem = await options.follow(ended);
    return { problem, log: problem ? await hostLog(options.dataFolder) : '' };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * The end of what the extension host and the extension logged.
 * @param {string} dataFolder
 */
async function hostLog(dataFolder) {
  const logs = join(dataFolder, 'data', 'logs');
  const files = await readdir(logs, { recursive: true }).catch(() => []);
  const ends = files
    .filter((name) => /(remoteexthost|Trellis)\.log$/.test(name))
    .map(async (name) => {
      const text = await readFile(join(logs, name), 'utf8');
      const lines = text.split('\n').filter((line) => line !== '' && !advisory.test(line));
      return [`${basename(name)}:`, ...lines.slice(-loggedLines)].join('\n');
    });
  return (await Promise.all(ends)).join('\n\n');
}
