// @ts-check
/** The server ring on one release of vLLM, in all the ways in which it is served. */
import { createDisplay } from '../lib/display.mjs';
import { unlessEnding } from '../lib/lifetime.mjs';
import { ringReport } from '../lib/report.mjs';
import { adapterPaths, groups } from './configurations.mjs';
import { ensureVllm } from './install.mjs';
import { startVllm } from './server.mjs';
import { runServerRing } from './serverRing.mjs';

/**
 * @typedef {import('../lib/report.mjs').TestResult} TestResult
 * @typedef {import('../lib/report.mjs').RingResult} RingResult
 * @typedef {import('./server.mjs').RunningVllm} RunningVllm
 */

/**
 * Never throws: what cannot be run has failed.
 * @param {import('./recipes.mjs').Recipe} recipe
 * @param {import('./python.mjs').Python} python
 * @returns {Promise<readonly TestResult[]>}
 */
export async function testRelease(recipe, python) {
  const release = nameOf(recipe);
  /** @type {string} */
  let program;
  try {
    program = await ensureVllm({
      recipe,
      python,
      onFetch: () => console.log(`Installing ${release} (about 6 GB)`),
    });
  } catch (error) {
    await unlessEnding();
    return report(release, failure('it can be installed', error), performance.now());
  }
  /** @type {TestResult[]} */
  const tests = [];
  for (const group of groups) tests.push(...(await testGroup(recipe, program, group)));
  return tests;
}

/**
 * @param {import('./recipes.mjs').Recipe} recipe
 * @param {string} program
 * @param {import('./configurations.mjs').Group} group
 * @returns {Promise<readonly TestResult[]>}
 */
async function testGroup(recipe, program, { servers, relation }) {
  const release = nameOf(recipe);
  const started = performance.now();
  const starts = await Promise.allSettled(servers.map((each) => startVllm(program, recipe, each)));
  await unlessEnding();
  const running = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  /** @type {readonly unknown[]} */
  const broken = starts.flatMap((each) => (each.status === 'rejected' ? [each] : [])).map(reasonOf);
  const tests = broken.flatMap((error) =>
    report(release, failure('a server can be started', error), started),
  );
  const [first, second] = running;
  if (relation === 'strangers') {
    for (const server of running) tests.push(...(await testServer(release, server)));
  } else if (first && second) {
    tests.push(...(await testServer(release, first, second)));
  }
  await Promise.all(running.map((server) => server.stop()));
  return tests;
}

/**
 * @param {string} release
 * @param {RunningVllm} server
 * @param {RunningVllm} [replica]
 * @returns {Promise<readonly TestResult[]>}
 */
async function testServer(release, server, replica) {
  const started = performance.now();
  const { baseUrl, configuration } = server;
  const { apiKey } = configuration;
  const display = createDisplay();
  const target = {
    baseUrl,
    adapters: Object.values(adapterPaths),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(replica === undefined ? {} : { replica: replica.baseUrl }),
  };
  const onProgress = display.begin(`${release}: ${configuration.name}`);
  const result = await runServerRing(target, onProgress).catch((/** @type {unknown} */ error) =>
    failure('the ring can be run', error),
  );
  display.close();
  await unlessEnding();
  // What a server said before it broke stands nowhere else.
  const logs = [server, replica].map((each) => each?.output().trimEnd().slice(-8000));
  const log = [result.log, ...logs].filter(Boolean).join('\n');
  return report(`${release}: ${configuration.name}`, { ...result, log }, started);
}

/** @param {import('./recipes.mjs').Recipe} recipe */
const nameOf = ({ version }) => `vLLM ${version}`;

/**
 * @param {string} name
 * @param {RingResult} result
 * @param {number} started
 */
function report(name, result, started) {
  console.log(ringReport(name, result, (performance.now() - started) / 1000));
  return result.tests;
}

/**
 * @param {PromiseRejectedResult} result
 * @returns {unknown}
 */
function reasonOf({ reason }) {
  return reason;
}

/**
 * @param {string} title
 * @param {unknown} error
 * @returns {RingResult}
 */
function failure(title, error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { tests: [{ title, state: 'failed', error: text }] };
}
