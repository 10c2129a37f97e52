// @ts-check
/** A complete VS Code (server and web workbench) out of the npm registry. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { cachedPackage } from './cache.mjs';
import { readJson } from './json.mjs';
import { npm } from './npm.mjs';
import { placeStandIns } from './standIns.mjs';
import { start } from './processes.mjs';
import { engines } from './versions.mjs';

const startLimitMs = 60_000;
const vscodeFolder = join('node_modules', 'code-server', 'lib', 'vscode');

/** @typedef {import('./versions.mjs').EngineName} EngineName */

/** Why the server build cannot run on this machine; undefined where it can. */
export function whyNoServer() {
  if (platform() === 'linux' && (arch() === 'x64' || arch() === 'arm64')) return undefined;
  return `VS Code's server build is used on Linux (x64, arm64) only, this is ${platform()} ${arch()}`;
}

/**
 * The paths of a server build, fetched on first use.
 * @param {EngineName} name
 * @param {() => void} [onFetch] Told when it is not there yet.
 */
export async function ensureServer(name, onFetch = () => {}) {
  const engine = engines[name];
  const [server, node] = await Promise.all([
    cachedPackage({
      name: 'code-server',
      version: engine.codeServer,
      onFetch,
      finish: (folder) => installInner(join(folder, vscodeFolder), engine.resolvedBefore),
    }),
    cachedPackage({ name: `node-linux-${arch()}`, version: engine.node }),
  ]);
  return {
    main: join(server, vscodeFolder, 'out', 'server-main.js'),
    node: join(node, 'node_modules', `node-linux-${arch()}`, 'bin', 'node'),
  };
}

/**
 * What VS Code itself needs, and the TypeScript that its language features run on.
 * @param {string} folder
 * @param {string | undefined} resolvedBefore
 */
async function installInner(folder, resolvedBefore) {
  for (const part of [folder, join(folder, 'extensions')]) {
    const install = ['install', '--omit=dev', '--ignore-scripts'];
    if (resolvedBefore !== undefined) {
      await unlock(part);
      install.push(`--before=${resolvedBefore}`);
    }
    await npm(install, part);
  }
  await placeStandIns(join(folder, 'node_modules'));
}

/**
 * Frees a package of the addresses outside the registry that its lock file names.
 * @param {string} folder
 */
async function unlock(folder) {
  const path = join(folder, 'package.json');
  const manifest = /** @type {Record<string, Record<string, string> | undefined>} */ (
    await readJson(path)
  );
  const { dependencies = {} } = manifest;
  if (dependencies['@parcel/watcher']) dependencies['@parcel/watcher'] = '^2.5.1';
  const unlocked = { ...manifest, dependencies, devDependencies: {} };
  await writeFile(path, JSON.stringify(unlocked, undefined, 2));
  await rm(join(folder, 'npm-shrinkwrap.json'), { force: true });
}

/**
 * @typedef {object} ServerOptions
 * @property {EngineName} engine
 * @property {string} dataFolder Holds everything that this VS Code remembers.
 * @property {Readonly<Record<string, unknown>>} settings The user's settings.
 * @property {'asked' | 'given'} trust Whether workspace trust is asked for, or given to everything.
 * @property {'test' | 'person'} driver Whether the page takes a development or test payload.
 * @property {NodeJS.ProcessEnv} env
 * @property {number} [port]
 *
 * @typedef {object} RunningServer
 * @property {number} port
 * @property {string} token What the page must bring as `tkn`.
 * @property {() => string} output
 * @property {Promise<number>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server build and waits until it listens.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer(options) {
  const { main, node } = await ensureServer(options.engine);
  const { dataFolder } = options;
  await writeSettings(dataFolder, options.settings);
  const token = randomBytes(16).toString('hex');
  // In a file, since arguments are there for all to read.
  const tokenFile = join(dataFolder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const temporary = join(dataFolder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const server = start(node, [main, ...serverArguments(options, tokenFile)], {
    // Its sockets and scratch files lie in this folder, and go with it.
    env: { ...options.env, XDG_RUNTIME_DIR: dataFolder, TMPDIR: temporary },
  });
  try {
    const line = await server.heard(/Extension host agent listening on (\d+)/, startLimitMs);
    const port = Number(line[1]);
    return { port, token, output: server.output, exited: server.exited, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Ours go into the settings of the machine: the user's cannot hold what is `machine-overridable`,
 * since to the page this server is a remote machine.
 * @param {string} dataFolder
 * @param {Readonly<Record<string, unknown>>} settings
 */
async function writeSettings(dataFolder, settings) {
  const entries = Object.entries(settings);
  const ours = entries.filter(([name]) => name.startsWith('trellis.'));
  const others = entries.filter(([name]) => !name.startsWith('trellis.'));
  for (const [owner, part] of /** @type {const} */ ([
    ['Machine', ours],
    ['User', others],
  ])) {
    const folder = join(dataFolder, 'data', owner);
    await mkdir(folder, { recursive: true });
    const text = JSON.stringify(Object.fromEntries(part), undefined, 2);
    await writeFile(join(folder, 'settings.json'), text);
  }
}

/**
 * @param {ServerOptions} options
 * @param {string} tokenFile
 */
function serverArguments({ dataFolder, trust, driver, port = 0 }, tokenFile) {
  return [
    '--host=127.0.0.1',
    `--port=${port}`,
    `--connection-token-file=${tokenFile}`,
    '--accept-server-license-terms',
    '--disable-telemetry',
    `--server-data-dir=${dataFolder}`,
    ...(trust === 'given' ? ['--disable-workspace-trust'] : []),
    ...(driver === 'test' ? ['--enable-smoke-test-driver'] : []),
  ];
}

/**
 * The address of the workbench on a folder.
 * @param {RunningServer} server
 * @param {string} folder
 * @param {object} [development]
 * @param {string} development.extension Folder of the extension under development.
 * @param {string} [development.tests] Folder whose index.js exports `run()`.
 */
export function workbenchAddress({ port, token }, folder, development) {
  const address = new URL(`http://127.0.0.1:${port}/`);
  address.searchParams.set('tkn', token);
  address.searchParams.set('folder', folder);
  if (development) {
    const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
    const payload = [['extensionDevelopmentPath', remote(development.extension)]];
    if (development.tests) payload.push(['extensionTestsPath', remote(development.tests)]);
    address.searchParams.set('payload', JSON.stringify(payload));
  }
  return address.href;
}
