// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { npm } from './npm.mjs';
import { cacheFolder } from './paths.mjs';

const attempts = 3;
const partial = '.partial-';
/** What this process is filling, so that it does so once. @type {Map<string, Promise<string>>} */
const underway = new Map();
const abandonedAfterMs = 24 * 60 * 60_000;

/**
 * The folder of that name in the cache, filled on first use. It is filled under another name and
 * renamed when complete: a folder that exists is whole, however many processes fill it at once and
 * wherever one of them is interrupted.
 * @param {object} options
 * @param {string} options.name
 * @param {(folder: string) => Promise<void>} options.fill
 * @param {() => void} [options.onFetch] Told when it is not there yet.
 * @param {string} [options.cache]
 * @param {number} [options.retryAfterMs]
 */
export async function cached({ name, fill, onFetch, cache = cacheFolder(), retryAfterMs = 1000 }) {
  const target = join(cache, name);
  if (existsSync(target)) return target;
  onFetch?.();
  const filling = underway.get(target) ?? make({ target, fill, cache, retryAfterMs });
  underway.set(target, filling);
  try {
    return await filling;
  } finally {
    underway.delete(target);
  }
}

/**
 * @param {object} options
 * @param {string} options.target
 * @param {(folder: string) => Promise<void>} options.fill
 * @param {string} options.cache
 * @param {number} options.retryAfterMs
 */
async function make({ target, fill, cache, retryAfterMs }) {
  await makeCache(cache);
  for (let attempt = 1; ; attempt += 1) {
    const folder = await mkdtemp(target + partial);
    try {
      await fill(folder);
      await moveInto(folder, target);
      return target;
    } catch (error) {
      if (attempt === attempts) throw error;
      await delay(retryAfterMs * attempt);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/**
 * One package from the registry, with its dependencies but without running their scripts.
 * @param {object} options
 * @param {string} options.name Of the package.
 * @param {string} options.version
 * @param {(folder: string) => Promise<void>} [options.finish] What is left to do after the installation.
 * @param {() => void} [options.onFetch] Told when it is not there yet.
 */
export function cachedPackage({ name, version, finish, onFetch }) {
  return cached({
    name: `${basename(name)}-${version}`,
    ...(onFetch ? { onFetch } : {}),
    fill: async (folder) => {
      // Without a package.json npm would look for one in the folders above.
      const manifest = { private: true, dependencies: { [name]: version } };
      await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
      await npm(['install', '--ignore-scripts', '--no-package-lock'], folder);
      await finish?.(folder);
    },
  });
}

/** @param {string} cache */
async function makeCache(cache) {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    throw new Error(`cannot use the cache folder ${cache}; name another in TRELLIS_CACHE`, {
      cause: error,
    });
  }
  for (const entry of await readdir(cache)) {
    if (!entry.includes(partial)) continue;
    const path = join(cache, entry);
    const made = await stat(path).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > abandonedAfterMs) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/**
 * @param {string} folder
 * @param {string} target
 */
async function moveInto(folder, target) {
  try {
    await rename(folder, target);
  } catch (error) {
    // Someone else was first; what they made is the same.
    if (!existsSync(target)) throw error;
  }
}
