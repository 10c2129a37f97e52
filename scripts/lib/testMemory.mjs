// @ts-check
/** Which tests passed, and on what, so that they run again only once something of that has changed. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * @typedef {object} Passed
 * @property {string} fingerprint Of the inputs that it passed on.
 * @property {readonly string[]} titles
 *
 * @typedef {import('./report.mjs').RingResult} RingResult
 */

/**
 * Runs the units that are not known to have passed as they are now; of the others it tells what
 * came of them then.
 * @param {object} options
 * @param {string} options.file The memory. One that cannot be read is empty.
 * @param {'changed' | 'all'} options.wish Whether units that are known to pass are left out.
 * @param {() => Promise<ReadonlyMap<string, string>>} options.readFingerprints By a unit's name.
 * @param {(changed: readonly string[]) => Promise<RingResult>} options.run Given the names of units.
 * @returns {Promise<RingResult>}
 */
export async function runChanged({ file, wish, readFingerprints, run }) {
  const before = await readFingerprints();
  const memory = await readMemory(file);
  /** @type {Map<string, Passed>} */
  const kept = new Map();
  for (const [name, fingerprint] of before) {
    const known = memory.get(name);
    if (wish === 'changed' && known?.fingerprint === fingerprint) kept.set(name, known);
  }
  const titles = [...kept.values()].flatMap((known) => known.titles);
  const unchanged = titles.map((title) => /** @type {const} */ ({ title, state: 'passed' }));
  const changed = [...before.keys()].filter((name) => !kept.has(name));
  if (changed.length === 0) return { tests: unchanged, unchanged: unchanged.length };
  const result = await run(changed);
  // What changes while its tests run may have passed as something that it is no more.
  const after = await readFingerprints();
  for (const [name, passed] of result.passed ?? []) {
    const fingerprint = before.get(name);
    if (fingerprint === undefined || after.get(name) !== fingerprint) continue;
    kept.set(name, { fingerprint, titles: passed });
  }
  await writeMemory(file, kept);
  return { ...result, tests: [...unchanged, ...result.tests], unchanged: unchanged.length };
}

/**
 * @param {string} file
 * @returns {Promise<ReadonlyMap<string, Passed>>}
 */
async function readMemory(file) {
  try {
    /** @type {unknown} */
    const parsed = JSON.parse(await readFile(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return new Map();
    return new Map(Object.entries(parsed).filter(isPassed));
  } catch {
    return new Map();
  }
}

/**
 * @param {[string, unknown]} entry
 * @returns {entry is [string, Passed]}
 */
function isPassed([, value]) {
  if (typeof value !== 'object' || value === null) return false;
  const { fingerprint, titles } = /** @type {Record<string, unknown>} */ (value);
  return (
    typeof fingerprint === 'string' &&
    Array.isArray(titles) &&
    titles.length > 0 &&
    titles.every((title) => typeof title === 'string')
  );
}

/**
 * Under another name first, so that whoever reads it meets a whole one.
 * @param {string} file
 * @param {ReadonlyMap<string, Passed>} memory
 */
async function writeMemory(file, memory) {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  await writeFile(part, JSON.stringify(Object.fromEntries(memory)));
  await rename(part, file);
}
