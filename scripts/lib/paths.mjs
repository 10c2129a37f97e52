// @ts-check
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

export const sampleWorkspace = join(root, 'examples', 'greenhouse');

/**
 * Where fetched builds of VS Code, Node and Chromium are kept between runs.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [system]
 */
export function cacheFolder(env = process.env, system = platform()) {
  if (env['TRELLIS_CACHE']) return env['TRELLIS_CACHE'];
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'trellis');
  if (system === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'trellis', 'Cache');
  }
  if (system === 'darwin') return join(homedir(), 'Library', 'Caches', 'trellis');
  return join(homedir(), '.cache', 'trellis');
}
