// @ts-check
/** Measures the provider and the judge of constraints. `npm run bench -- provider` prints the figures. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { atEnd } from '../lib/lifetime.mjs';
import { root } from '../lib/paths.mjs';
import { loadBench } from './bundle.mjs';

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */

const tokens = 10_000;
const turns = 31;
/** V8 compiles what runs often; a person's editor runs for hours. */
const warmUp = 30;

/** @returns {Promise<readonly BenchRow[]>} */
export async function benchProvider() {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--production'], { cwd: root });
  const bench = /** @type {typeof import('./provider')} */ (await loadBench('provider'));
  const server = await startServer();
  const ours = await warmMedian(() => bench.streamThroughProvider(server.address));
  const bare = await warmMedian(() => bench.streamThroughFetch(server.address));
  const memory = [];
  for (let turn = 0; turn < 5; turn++) {
    memory.push(await bench.memoryOfStream(server.address, collector()));
  }
  await server.stop();
  const small = median(Array.from({ length: 5 }, () => bench.splitRate(2)));
  const large = median(Array.from({ length: 5 }, () => bench.splitRate(10)));
  const grammar = await readFile(join(root, 'grammars/json.gbnf'), 'utf8');
  const guided = await bench.guidedTimes(join(root, 'dist/verifier.js'), grammar, turns);
  return [
    row('streaming 10,000 tokens, in times of bare fetch', ours / bare, '×', '≤ 1.2 ×'),
    row('  through the provider', ours, 'ms'),
    row('added memory while streaming 10,000 tokens', median(memory), 'MB', '< 5 MB'),
    row('think splitter, 10 MB in 1 to 20 characters', large, 'MB/s', '> 50 MB/s'),
    row('  in times of its rate on 2 MB (1 is linear)', large / small, '×'),
    row(
      'validating a shipped grammar (json), warm',
      median(guided.validate.slice(3)),
      'ms',
      '< 50 ms',
    ),
    row(
      'judging 4 KB, with the place of a mismatch',
      median(guided.verify.slice(3)),
      'ms',
      '< 20 ms',
    ),
  ];
}

async function startServer() {
  const script = join(root, 'scripts/bench/tokenServer.mjs');
  const child = spawn(process.execPath, [script, String(tokens)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = atEnd(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  });
  /** @type {string} */
  const port = await new Promise((resolve) => {
    createInterface(child.stdout).once('line', resolve);
  });
  return { address: `http://127.0.0.1:${port}/v1`, stop };
}

/**
 * The median of a run on its own, warm: interleaved with another, it would pay for code that V8
 * compiled for both and for the garbage of the other.
 * @param {() => Promise<number>} run
 */
async function warmMedian(run) {
  for (let turn = 0; turn < warmUp; turn++) await run();
  const times = [];
  for (let turn = 0; turn < turns; turn++) times.push(await run());
  return median(times);
}

/** The garbage collector, which Node hands out only when asked. */
function collector() {
  setFlagsFromString('--expose-gc');
  /** @type {unknown} */
  const collect = runInNewContext('gc');
  return /** @type {() => void} */ (collect);
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** @param {string} name @param {number} value @param {string} unit @param {string} target @returns {BenchRow} */
function row(name, value, unit, target = '') {
  return { name, value, unit, target };
}
