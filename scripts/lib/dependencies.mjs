// @ts-check
import { join } from 'node:path';
import { readJson } from './json.mjs';
import { npm } from './npm.mjs';
import { root } from './paths.mjs';

/**
 * Installs what package-lock.json names unless exactly that is installed.
 * @param {(line: string) => void} say Told before an installation starts.
 */
export async function ensureDependencies(say) {
  if (await isInstalled(root)) return;
  say('Installing dependencies (npm ci)');
  await npm(['ci'], root);
}

/**
 * Whether node_modules holds what the lock file names, judged by npm's own record of it. Packages
 * for other platforms are in the lock file and not in the record.
 * @param {string} folder
 */
export async function isInstalled(folder) {
  const wanted = await readPackages(join(folder, 'package-lock.json'));
  const found = await readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const installed = found[path];
    if (!installed) return entry.optional === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  });
}

/**
 * @typedef {{ readonly version?: string, readonly integrity?: string, readonly optional?: boolean }} LockEntry
 * @param {string} path
 * @returns {Promise<Readonly<Record<string, LockEntry>> | undefined>}
 */
async function readPackages(path) {
  try {
    const lock = /** @type {{ packages: Record<string, LockEntry> }} */ (await readJson(path));
    return lock.packages;
  } catch {
    return undefined;
  }
}
