// @ts-check
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainEnvironment } from './environment.mjs';
import { run } from './processes.mjs';

const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
const limitMs = 10 * 60_000;

/**
 * Runs npm, and fails with the end of what it said.
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  const script = npmScript();
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const { code, output } = await run(command, [...first, ...args, ...quiet], {
    cwd,
    env: plainEnvironment(),
    limitMs,
  });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (${code}):\n${output.trimEnd()}`);
}

/** npm's own script, so that no shell stands in between (on Windows `npm` is a batch file). */
function npmScript() {
  const asked = process.env['npm_execpath'];
  if (asked && /npm-cli\.c?js$/.test(asked)) return asked;
  const beside = dirname(process.execPath);
  return [
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => existsSync(path));
}
