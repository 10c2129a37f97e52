// @ts-check
import { readFile } from 'node:fs/promises';

/**
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readJson(path) {
  /** @type {unknown} */
  const value = JSON.parse(await readFile(path, 'utf8'));
  return value;
}
