// @ts-check
/** How far tests are, read from their log; where nothing ends any more they are given up. */
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 500;

/** However long a ring takes, in this time a test must end. */
const usualStallMs = 2 * 60_000;

/**
 * @typedef {object} Progress
 * @property {number} ended Tests that ended.
 * @property {string | undefined} running The title of one that runs.
 *
 * @typedef {(progress: Progress) => void} OnProgress
 *
 * @typedef {object} WatchOptions
 * @property {() => Promise<import('./testLog.mjs').TestLog>} readLog
 * @property {OnProgress} onProgress
 * @property {number | undefined} [stallMs]
 * @property {AbortSignal} signal Ends it.
 * @property {(ms: number) => Promise<unknown>} [wait]
 * @property {() => number} [now] Milliseconds.
 */

/**
 * Resolves with the reason once no test has ended for too long; never, where the signal comes first.
 * @param {WatchOptions} options
 * @returns {Promise<string>}
 */
export async function whenStalled({
  readLog,
  onProgress,
  stallMs = usualStallMs,
  signal,
  wait = delay,
  now = () => performance.now(),
}) {
  let ended = 0;
  let last = now();
  while (!signal.aborted) {
    const { tests, running } = await readLog();
    onProgress({ ended: tests.length, running: running[0] });
    if (tests.length > ended) last = now();
    ended = tests.length;
    if (now() - last >= stallMs) return stallReason(stallMs, running);
    await wait(pollMs);
  }
  return new Promise(() => {});
}

/**
 * @param {number} limit
 * @param {readonly string[]} running
 */
function stallReason(limit, running) {
  const during = running.length === 0 ? '' : `; still running: ${running.slice(0, 3).join('; ')}`;
  return `given up, since no test ended for ${limit / 1000} s${during}`;
}
