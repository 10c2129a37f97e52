// @ts-check
/** Desktop VS Code: the one on the PATH, else the one that @vscode/test-electron downloads. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Why a desktop window cannot be opened from here; undefined where it can.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [system]
 */
export function whyNoWindow(env = process.env, system = process.platform) {
  // In a terminal of a remote window `code` only talks to that window.
  if (env['VSCODE_IPC_HOOK_CLI']) return 'this is a terminal of a remote VS Code window';
  if (system === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return 'there is no display';
  }
  return undefined;
}

/**
 * The program of the VS Code whose command `code` is on the PATH. The command itself returns at
 * once and leaves a window behind that nobody could end.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [system]
 * @returns {string | undefined}
 */
export function desktopOnPath(env = process.env, system = process.platform) {
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
 * Downloads a desktop VS Code, once.
 * @param {string} version
 */
export async function downloadDesktop(version) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({ version });
}
