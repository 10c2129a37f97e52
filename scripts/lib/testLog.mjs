// @ts-check
/**
 * What a ring's tests write down as they go, a JSON document a line: each test twice, when it begins
 * and when it ends. A ring that is ended in the middle has told all that it knew. One that comes to
 * its end tells last which files passed whole.
 */
import { appendFileSync } from 'node:fs';

/** Names the file to the programs that run tests. */
export const testLogVariable = 'TRELLIS_TEST_LOG';

/**
 * @typedef {import('./report.mjs').TestResult} TestResult
 *
 * @typedef {object} LogEntry
 * @property {string} id Of the test, within its ring.
 * @property {string} title
 * @property {'running' | TestResult['state']} state
 * @property {string} [error]
 *
 * @typedef {object} PassedFile
 * @property {string} passed Its path.
 * @property {readonly string[]} titles
 *
 * @typedef {object} TestLog
 * @property {readonly TestResult[]} tests Those that ended, in that order.
 * @property {readonly string[]} running Titles of those that began and did not end.
 * @property {ReadonlyMap<string, readonly string[]>} passed Titles by file.
 */

/**
 * @param {string} file
 * @param {LogEntry | PassedFile} entry
 */
export function logTest(file, entry) {
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/**
 * @param {string} text A log whose last line may be half written.
 * @returns {TestLog}
 */
export function readTestLog(text) {
  /** @type {Map<string, TestResult>} */
  const ended = new Map();
  /** @type {Map<string, string>} */
  const running = new Map();
  /** @type {Map<string, readonly string[]>} */
  const passed = new Map();
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n')) {
    if (line === '') continue;
    /** @type {unknown} */
    const parsed = JSON.parse(line);
    const entry = /** @type {LogEntry | PassedFile} */ (parsed);
    if ('passed' in entry) {
      passed.set(entry.passed, entry.titles);
      continue;
    }
    const { id, title, state, error } = entry;
    if (state === 'running') {
      running.set(id, title);
      continue;
    }
    running.delete(id);
    ended.set(id, { title, state, ...(error === undefined ? {} : { error }) });
  }
  return { tests: [...ended.values()], running: [...running.values()], passed };
}
