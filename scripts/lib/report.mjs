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

/** @param {string} text */
const indent = (text) => text.trimEnd().replace(/^/gm, '    ');
