// @ts-check
import { readFile } from 'node:fs/promises';

/**
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readJson(path) {
  return /** @type {unknown} */ (JSON.parse(await readFile(path, 'utf8')));
}
