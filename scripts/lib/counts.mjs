// @ts-check
/** Numbers of tests, as every last line tells them. */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * `3 passed, 1 failed, 2 skipped`; nothing is said of the skipped where there are none.
 * @param {Counts} counts
 */
export function printCounts({ passed, failed, skipped }) {
  const known = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? known : `${known}, ${skipped} skipped`;
}

/**
 * Reads what `printCounts` wrote; undefined where it is anything else.
 * @param {string} line
 * @returns {Counts | undefined}
 */
export function readCounts(line) {
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line.trim());
  if (!match) return undefined;
  const [, passed, failed, skipped = '0'] = match;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sumCounts(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/**
 * What a command has to say for itself: the counts in its last line. One that ends badly without
 * telling of a failure has failed once.
 * @param {string} output
 * @param {number} code
 * @returns {Counts}
 */
export function countsOfCommand(output, code) {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const counts = readCounts(last) ?? { passed: 0, failed: 0, skipped: 0 };
  const told = code === 0 ? readCounts(last) !== undefined : counts.failed > 0;
  return told ? counts : { ...counts, failed: counts.failed + 1 };
}
