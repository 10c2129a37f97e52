// @ts-check
import { join } from 'node:path';
import { plainEnvironment } from './environment.mjs';
import { readJson } from './json.mjs';
import { runFolderVariable, temporaryFolder } from './lifetime.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {import('./report.mjs').RingResult} RingResult */

/**
 * A ring that is one check: a Node program that ends with 0 or does not.
 * @param {object} options
 * @param {string} options.title
 * @param {readonly string[]} options.command Script, relative to the repository, and arguments.
 * @param {number} options.limitMs
 * @returns {Promise<RingResult>}
 */
export async function runCheck({ title, command, limitMs }) {
  const { code, output } = await runNode(command, { limitMs });
  const state = code === 0 ? 'passed' : 'failed';
  return { tests: [{ title, state }], log: output };
}

/**
 * A ring that vitest runs; its tests are counted from vitest's own report.
 * @param {object} options
 * @param {readonly string[]} options.args
 * @param {number} options.limitMs
 * @param {NodeJS.ProcessEnv} [options.env] Added to the environment.
 * @returns {Promise<RingResult>}
 */
export async function runVitest({ args, limitMs, env }) {
  const folder = await temporaryFolder('vitest');
  const report = join(folder, 'report.json');
  const { code, output } = await runNode(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...args,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { limitMs, env: { ...env, [runFolderVariable]: folder } },
  );
  const tests = testsOf(await readReport(report));
  const explained = tests.some((test) => test.state === 'failed');
  if (tests.length > 0 && (code === 0 || explained)) return { tests, log: output };
  const title = `vitest ends well (exit code ${code})`;
  return { tests: [...tests, { title, state: 'failed' }], log: output };
}

/**
 * @param {readonly string[]} command
 * @param {{ readonly limitMs: number, readonly env?: NodeJS.ProcessEnv }} options
 */
function runNode([script = '', ...args], { limitMs, env }) {
  return run(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { ...plainEnvironment(), NO_COLOR: '1', ...env },
    limitMs,
  });
}

/**
 * The part of vitest's JSON report (which is Jest's) that is read.
 * @typedef {object} VitestReport
 * @property {readonly {
 *   readonly name: string,
 *   readonly status: string,
 *   readonly message?: string,
 *   readonly assertionResults: readonly { readonly fullName: string, readonly status: string }[],
 * }[]} testResults
 */

/**
 * @param {string} path
 * @returns {Promise<VitestReport>}
 */
async function readReport(path) {
  try {
    return /** @type {VitestReport} */ (await readJson(path));
  } catch {
    return { testResults: [] };
  }
}

/**
 * @param {VitestReport} report
 * @returns {import('./report.mjs').TestResult[]}
 */
function testsOf(report) {
  return report.testResults.flatMap((file) => {
    /** @type {import('./report.mjs').TestResult[]} */
    const tests = file.assertionResults.map(({ fullName, status }) => ({
      title: fullName,
      state: status === 'passed' || status === 'failed' ? status : 'skipped',
    }));
    // A file that could not be loaded has no tests to tell of it.
    if (file.status !== 'failed' || tests.some((test) => test.state === 'failed')) return tests;
    return [...tests, { title: file.name, state: 'failed', error: file.message ?? '' }];
  });
}
