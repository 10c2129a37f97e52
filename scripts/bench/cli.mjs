// @ts-check
/**
 * Measures what a person waits for the built command line before it says anything: processes of
 * their own, started one after another. `npm run bench -- cli` prints the figures.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../lib/lifetime.mjs';
import { root } from '../lib/paths.mjs';

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */

const runs = 15;

/** @returns {Promise<readonly BenchRow[]>} */
export async function benchCli() {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--production'], { cwd: root });
  const folder = await temporaryFolder('bench-cli');
  const grammar = join(folder, 'words.gbnf');
  await writeFile(grammar, 'root ::= word (" " word){0,9} "."\nword ::= [a-z]{1,12} | [0-9]+\n');
  return [
    {
      name: 'trellis --help, cold, median',
      value: medianMilliseconds(['--help']),
      unit: 'ms',
      target: '< 150 ms',
    },
    {
      name: 'trellis help generate, which loads the provider',
      value: medianMilliseconds(['help', 'generate']),
      unit: 'ms',
      target: '',
    },
    {
      name: 'trellis grammar sample, ten texts judged by XGrammar',
      value: medianMilliseconds(['grammar', 'sample', grammar]),
      unit: 'ms',
      target: '',
    },
  ];
}

/** @param {readonly string[]} args */
function medianMilliseconds(args) {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...args], { stdio: 'ignore' });
    return performance.now() - start;
  });
  return times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? 0;
}
