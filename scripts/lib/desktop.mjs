// @ts-check
/** Desktop VS Code: the one on the PATH, else the one that @vscode/test-electron downloads. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './paths.mjs';

/**
 * Why a desktop window cannot be opened from here; undefined where it can.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [system]
 */
export function whyNoDisplay(env = process.env, system = process.platform) {
  const displays = [env['DISPLAY'], env['WAYLAND_DISPLAY']];
  return system !== 'linux' || displays.some(Boolean)
    ? undefined
    : 'there is no display for a desktop VS Code';
}

/**
 * The program of the VS Code whose command `code` is on the PATH. The command itself returns at
 * once and leaves a window behind that nobody could end.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [system]
 * @returns {string | undefined}
 */
export function desktopOnPath(env = process.env, system = process.platform) {
  // In a terminal of a remote window `code` only talks to that window.
  if (env['VSCODE_IPC_HOOK_CLI']) return undefined;
  const command = (env['PATH'] ?? env['Path'] ?? '')
    .split(system === 'win32' ? ';' : delimiter)
    .map((folder) => join(folder, system === 'win32' ? 'code.cmd' : 'code'))
    .find((path) => existsSync(path));
  if (command === undefined) return undefined;
  return programsBeside(realpathSync(command), system).find((path) => existsSync(path));
}

/**
 * Where the program may lie, seen from its command.
 * @param {string} command
 * @param {NodeJS.Platform} system
 */
function programsBeside(command, system) {
  const above = dirname(dirname(command));
  if (system === 'win32') return [join(above, 'Code.exe')];
  if (system === 'darwin') {
    // …/Visual Studio Code.app/Contents/Resources/app/bin/code
    const programs = join(above, '..', '..', 'MacOS');
    return [join(programs, 'Code'), join(programs, 'Electron')];
  }
  return [join(above, 'code')];
}

/**
 * A desktop VS Code of that version, downloaded on first use.
 * @param {string} version
 */
export async function downloadDesktop(version) {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({
    version,
    cachePath: join(cacheFolder(), 'desktop'),
    reporter: new SilentReporter(),
  });
}

/**
 * Arguments under which a desktop VS Code keeps to one folder and touches nobody's own set-up.
 * @param {string} dataFolder
 * @param {'asked' | 'given'} trust
 */
export function desktopArguments(dataFolder, trust) {
  return [
    `--user-data-dir=${dataFolder}`,
    `--extensions-dir=${join(dataFolder, 'extensions')}`,
    '--new-window',
    '--disable-updates',
    '--disable-telemetry',
    '--skip-welcome',
    '--skip-release-notes',
    ...(trust === 'given' ? ['--disable-workspace-trust'] : []),
    // Chromium's sandbox does not run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}
