// @ts-check
import { join } from 'node:path';
import { plainEnvironment } from './environment.mjs';
import { runFolderVariable, temporaryFolder } from './lifetime.mjs';
import { root } from './paths.mjs';
import { run, start } from './processes.mjs';
import { createTestRun } from './testRun.mjs';

/** @typedef {import('./report.mjs').RingResult} RingResult */

/** A check tells nothing of how far it is, so that only its length is left to judge by. */
const checkLimitMs = 20 * 60_000;

const vitestScript = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/**
 * A ring that is one check: a Node program that ends with 0 or does not.
 * @param {object} options
 * @param {string} options.title
 * @param {readonly string[]} options.command Script, relative to the repository, and arguments.
 * @returns {Promise<RingResult>}
 */
export async function runCheck({ title, command: [script = '', ...args] }) {
  const { code, output } = await run(process.execPath, [join(root, script), ...args], {
    ...nodeOptions(),
    limitMs: checkLimitMs,
  });
  const state = code === 0 ? 'passed' : 'failed';
  return { tests: [{ title, state }], log: output };
}

/**
 * A ring that vitest runs. It is given up for lack of progress, never for its length. It works in an
 * empty folder, so that a test reads of the repository only what it names by its own place.
 * @param {object} options
 * @param {readonly string[]} options.args
 * @param {import('./progress.mjs').OnProgress} options.onProgress
 * @param {number} [options.stallMs] The longest that a single test may take.
 * @param {NodeJS.ProcessEnv} [options.env] Added to the environment.
 * @returns {Promise<RingResult>}
 */
export async function runVitest({ args, onProgress, stallMs, env }) {
  const folder = await temporaryFolder('vitest');
  const tests = createTestRun({ folder, onProgress, ...(stallMs && { stallMs }) });
  const reporter = join(root, 'scripts', 'lib', 'vitestReporter.mjs');
  const vitest = start(
    process.execPath,
    [vitestScript, 'run', '--root', root, ...args, `--reporter=${reporter}`],
    {
      ...nodeOptions({ ...env, ...tests.env, [runFolderVariable]: folder }),
      cwd: await temporaryFolder('empty'),
    },
  );
  const problem = await tests.follow(
    vitest.exited.then((code) => (code === 0 ? undefined : `vitest ended with code ${code}`)),
  );
  await vitest.stop();
  return tests.result(problem, vitest.output());
}

/** @param {NodeJS.ProcessEnv} [env] */
function nodeOptions(env) {
  return { cwd: root, env: { ...plainEnvironment(), NO_COLOR: '1', ...env } };
}
