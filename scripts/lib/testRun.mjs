// @ts-check
/** A program that runs tests and writes them into a log: how far it is, when to give it up, what came of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whenStalled } from './progress.mjs';
import { readTestLog, testLogVariable } from './testLog.mjs';

/**
 * @typedef {object} Problem
 * @property {'bad end' | 'stalled'} kind A failed test explains a bad end, and nothing else.
 * @property {string} words
 *
 * @typedef {object} TestRun
 * @property {Readonly<Record<string, string>>} env By which the program knows where the log is.
 * @property {(ended: Promise<string | undefined>) => Promise<Problem | undefined>} follow Given why the
 *   program ended badly, if so; resolves with that, or once no test ends any more.
 * @property {(problem: Problem | undefined, output: string) => Promise<import('./report.mjs').RingResult>} result
 */

/**
 * @param {object} options
 * @param {string} options.folder For the log.
 * @param {import('./progress.mjs').OnProgress} options.onProgress
 * @param {number} [options.stallMs]
 * @returns {TestRun}
 */
export function createTestRun({ folder, onProgress, stallMs }) {
  const file = join(folder, 'tests.jsonl');
  const readLog = async () => readTestLog(await readFile(file, 'utf8').catch(() => ''));
  return {
    env: { [testLogVariable]: file },
    async follow(ended) {
      const watching = new AbortController();
      const { signal } = watching;
      const bad = ended.then((words) => (words === undefined ? words : problem('bad end', words)));
      const stalled = whenStalled({ readLog, onProgress, signal, stallMs });
      try {
        return await Promise.race([bad, stalled.then((words) => problem('stalled', words))]);
      } finally {
        watching.abort();
      }
    },
    async result(ending, output) {
      const { tests, passed } = await readLog();
      const failed = tests.some((test) => test.state === 'failed');
      if (tests.length > 0 && ending === undefined) return { tests, passed };
      if (failed && ending?.kind === 'bad end') return { tests, passed, log: output };
      const title = 'the tests run to their end';
      const error = ending?.words ?? 'no test was run';
      return { tests: [...tests, { title, state: 'failed', error }], log: output };
    },
  };
}

/**
 * @param {Problem['kind']} kind
 * @param {string} words
 * @returns {Problem}
 */
function problem(kind, words) {
  return { kind, words };
}
