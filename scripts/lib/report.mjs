// @ts-check
import { printCounts } from './counts.mjs';

/**
 * @typedef {object} TestResult
 * @property {string} title
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {string} [error] Why it failed, or was skipped.
 *
 * @typedef {object} RingResult
 * @property {readonly TestResult[]} tests
 * @property {number} [unchanged] How many of them did not run, since nothing changed since they passed.
 * @property {ReadonlyMap<string, readonly string[]>} [passed] Titles by what passed whole: a file of
 *   tests, or a suite.
 * @property {string} [log] Shown where a test failed.
 */

/**
 * @param {readonly TestResult[]} tests
 * @param {TestResult['state']} state
 */
const count = (tests, state) => tests.filter((test) => test.state === state).length;

/** @param {readonly TestResult[]} tests */
export function summary(tests) {
  return printCounts({
    passed: count(tests, 'passed'),
    failed: count(tests, 'failed'),
    skipped: count(tests, 'skipped'),
  });
}

/**
 * One line for a ring, then whatever went wrong or was left out in it.
 * @param {string} name
 * @param {RingResult} result
 * @param {number} seconds
 */
export function ringReport(name, { tests, unchanged = 0, log }, seconds) {
  const spared = unchanged > 0 ? `, ${unchanged} of them unchanged since they passed` : '';
  const lines = [`${name.padEnd(16)} ${summary(tests)}${spared}  (${seconds.toFixed(1)} s)`];
  for (const { title, state, error } of tests) {
    if (state === 'passed') continue;
    lines.push(`  ${state}: ${title}`);
    if (error) lines.push(indent(error));
  }
  if (log && count(tests, 'failed') > 0) lines.push(indent(log));
  return lines.join('\n');
}

const recapTitle = 'Failed tests:';
const recapErrorLines = 12;

/**
 * The end of a command's output: what failed, told once more since its ring may be far above, and
 * the counts as the last line.
 * @param {string} failures Empty where nothing failed.
 * @param {string} counts
 */
export const ending = (failures, counts) =>
  failures === '' ? counts : [recapTitle, failures, counts].join('\n');

/** @param {readonly TestResult[]} tests */
export const endingOf = (tests) => ending(failuresOf(tests), summary(tests));

/**
 * What stands between an ending's title and its counts; empty where nothing failed.
 * @param {string} output
 */
export function readFailures(output) {
  const lines = output.trimEnd().split('\n');
  const title = lines.lastIndexOf(recapTitle);
  return title === -1 ? '' : lines.slice(title + 1, -1).join('\n');
}

/** @param {readonly TestResult[]} tests */
const failuresOf = (tests) =>
  tests
    .filter(({ state }) => state === 'failed')
    .flatMap(({ title, error }) => [`  ${title}`, ...(error ? [indent(beginning(error))] : [])])
    .join('\n');

/** @param {string} error */
const beginning = (error) => error.trimEnd().split('\n').slice(0, recapErrorLines).join('\n');

/** @param {string} text */
const indent = (text) => text.trimEnd().replace(/^/gm, '    ');
