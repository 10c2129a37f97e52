// @ts-check
/**
 * Measures what the extension costs the editor: the size of its bundle and what went into it, its
 * activation in a real extension host, and the time between a keystroke and the wire.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runHostSuite } from '../lib/hostRing.mjs';
import { root } from '../lib/paths.mjs';
import { loadBench } from './bundle.mjs';

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */

const activations = 5;

/** @returns {Promise<BenchRow[]>} */
export async function benchEditor() {
  return [...measureBundle(), ...(await measureKeystroke()), ...(await measureActivation())];
}

/** The five largest inputs of the production bundle, in kilobytes as they weigh in it. */
export function largestInputs() {
  /** @type {unknown} */
  const json = JSON.parse(readFileSync(join(root, 'dist/meta/extension.json'), 'utf8'));
  const meta = /** @type {import('esbuild').Metafile} */ (json);
  const inputs = meta.outputs['dist/extension.js']?.inputs ?? {};
  /** @type {Map<string, number>} */
  const packages = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
    packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
  }
  return [...packages].sort((a, b) => b[1] - a[1]).slice(0, 5);
}

/** @returns {BenchRow[]} */
function measureBundle() {
  execFileSync(process.execPath, ['scripts/build.mjs', '--production', '--metafile'], {
    cwd: root,
  });
  const bytes = statSync(join(root, 'dist/extension.js')).size;
  return [{ name: 'extension.js, minified', value: bytes / 1024, unit: 'KB', target: '< 850' }];
}

/** @returns {Promise<BenchRow[]>} */
async function measureKeystroke() {
  const module = await loadBench('keystroke');
  const { measureKeystrokes, measureSecretScans } = /** @type {typeof import('./keystroke')} */ (
    module
  );
  /** @type {(part: number) => (name: string, target: string, times: number[]) => BenchRow} */
  const quantile = (part) => (name, target, times) => {
    const value = times.sort((a, b) => a - b)[Math.floor(times.length * part)] ?? NaN;
    return { name, value, unit: 'ms', target };
  };
  const [p50, p95] = [quantile(0.5), quantile(0.95)];
  const scans = measureSecretScans('numbers');
  return [
    p95('keystroke to wire, 5,000 lines, p95', '< 5', await measureKeystrokes()),
    p95('  of which 10 KB searched for secrets, p95', '< 1', scans),
    p50('  the same, p50', '≤ 0.15', scans),
    p50('  the same where every line speaks of keys, p50', '', measureSecretScans('a client')),
  ];
}

/**
 * The median of several hosts, by VS Code's own marks. The target is for what it shows under
 * *Show Running Extensions*: loading the code and the call of `activate()`. Between the two it
 * fetches the extension's stored state from its window, which is starting as well.
 * @returns {Promise<BenchRow[]>}
 */
async function measureActivation() {
  /** @type {Activation[]} */
  const turns = [];
  for (let turn = 0; turn < activations; turn++) turns.push(await activateOnce());
  const medianOf = (/** @type {(times: Activation) => number} */ part) => median(turns.map(part));
  return [
    {
      name: 'activation in the host: loading and activate()',
      value: medianOf(({ loading, activating }) => loading + activating),
      unit: 'ms',
      target: '< 100',
    },
    { name: '  of which activate()', value: medianOf((t) => t.activating), unit: 'ms', target: '' },
    {
      name: '  with the wait for stored state between the two',
      value: medianOf((t) => t.total),
      unit: 'ms',
      target: '',
    },
  ];
}

/** @typedef {{ loading: number, activating: number, total: number }} Activation In milliseconds. */

/** @returns {Promise<Activation>} */
async function activateOnce() {
  const { tests } = await runHostSuite({ suite: 'activation', engine: 'latest', vscode: 'server' });
  const [test] = tests;
  if (test?.state !== 'passed') throw new Error(test?.error ?? 'the host did not activate it');
  // The title begins with the names of the suites around it.
  /** @type {unknown} */
  const times = JSON.parse(test.title.slice(test.title.indexOf('{')));
  return /** @type {Activation} */ (times);
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
