// @ts-check
/** A vLLM API server on loopback, from its start until it is stopped. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackEnvironment } from '../lib/environment.mjs';
import { root } from '../lib/paths.mjs';
import { start } from '../lib/processes.mjs';
import { servedName, serverArguments, serverEnvironment } from './configurations.mjs';

/** Half a minute on an idle machine; four minutes were seen on a busy one. */
const startLimitMs = 10 * 60_000;

export const modelFolder = join(root, 'test', 'server', 'model');

/**
 * @typedef {object} RunningVllm
 * @property {string} baseUrl
 * @property {import('./configurations.mjs').Configuration} configuration
 * @property {() => string} output
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server and waits until it is healthy. It ends with this process.
 * @param {string} python One that has vLLM.
 * @param {import('./recipes.mjs').Recipe} recipe
 * @param {import('./configurations.mjs').Configuration} configuration
 * @returns {Promise<RunningVllm>}
 */
export async function startVllm(python, recipe, configuration) {
  const port = await freePort();
  const args = [...serverArguments(configuration, port), ...recipe.serverArguments];
  const server = start(python, args, {
    cwd: modelFolder,
    env: { ...loopbackEnvironment(), ...serverEnvironment(configuration) },
  });
  const { output, stop } = server;
  const waiting = new AbortController();
  const problem = await Promise.race([
    healthy(port, waiting.signal).then(() => warmUp(port, configuration).catch(String)),
    server.exited.then((code) => `ended with code ${code}`),
    delay(startLimitMs, `was not healthy after ${startLimitMs / 1000} s`, waiting).catch(
      () => undefined,
    ),
  ]);
  waiting.abort();
  if (problem !== undefined) {
    await stop();
    throw new Error(`vLLM (${configuration.name}) ${problem}:\n${output()}`);
  }
  return { baseUrl: `http://127.0.0.1:${port}/v1`, configuration, output, stop };
}

/**
 * @param {number} port
 * @param {AbortSignal} signal
 */
async function healthy(port, signal) {
  while (!signal.aborted && !(await isHealthy(port))) await delay(250);
}

/**
 * Has the server read a prompt that is not short. On a processor with AMX a server dies of an illegal
 * instruction where its very first prompt has two tokens (seen on 0.32.0): its attention uses the
 * registers before the matrix library has asked the system for them.
 * @param {number} port
 * @param {import('./configurations.mjs').Configuration} configuration
 * @returns {Promise<string | undefined>} What went wrong.
 */
async function warmUp(port, { apiKey }) {
  const prompt = 'def add(a, b):\n    return a + b\n'.repeat(16);
  const response = await fetch(`http://127.0.0.1:${port}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey ?? ''}` },
    body: JSON.stringify({ model: servedName, prompt, max_tokens: 1 }),
  });
  const answer = await response.text();
  return response.ok ? undefined : `answered its first request with ${response.status}: ${answer}`;
}

/** @param {number} port */
async function isHealthy(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
