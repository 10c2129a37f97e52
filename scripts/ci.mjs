// @ts-check
/**
 * Everything that can be proven on one machine: the project's rings, then the server ring on every
 * release of vLLM that there is a recipe for. The last line it prints counts all. Only Node's own
 * modules may be imported, since nothing is installed yet.
 */
import { join } from 'node:path';
import { countsOfCommand, printCounts, sumCounts } from './lib/counts.mjs';
import { endOnSignals, endRun, unlessEnding } from './lib/lifetime.mjs';
import { root } from './lib/paths.mjs';
import { start } from './lib/processes.mjs';
import { ending, readFailures } from './lib/report.mjs';
import { vllmVersions } from './vllm/recipes.mjs';

/** @type {readonly (readonly string[])[]} Scripts, with their arguments. */
const commands = [
  ['scripts/test.mjs', '--all'],
  ['scripts/testVllm.mjs', ...vllmVersions.flatMap((version) => ['--version', version])],
];

endOnSignals();
/** @type {import('./lib/counts.mjs').Counts[]} */
const all = [];
/** @type {string[]} */
const failures = [];
for (const [script = '', ...args] of commands) {
  const { exited, output } = start(process.execPath, [join(root, script), ...args], {
    cwd: root,
    onOutput: (text) => process.stdout.write(text),
  });
  const code = await exited;
  await unlessEnding();
  all.push(countsOfCommand(output(), code));
  failures.push(readFailures(output()));
}
await endRun();
const counts = sumCounts(all);
console.log(`\n${ending(failures.filter(Boolean).join('\n'), printCounts(counts))}`);
process.exit(counts.failed > 0 ? 1 : 0);
