// @ts-check
/** The ring `server`: the provider against one real server, whoever started it. */
import { runVitest } from '../lib/commandRings.mjs';

/** A real server on a processor takes its time for a single test. */
const stallMs = 5 * 60_000;

/**
 * @typedef {object} ServerTarget
 * @property {string} baseUrl
 * @property {string} [apiKey]
 * @property {string} [replica] Address of a second server with the same model.
 * @property {readonly string[]} adapters Folders of LoRA adapters, as the server names them.
 */

/**
 * @param {ServerTarget} target
 * @param {import('../lib/progress.mjs').OnProgress} onProgress
 * @returns {Promise<import('../lib/report.mjs').RingResult>}
 */
export function runServerRing(target, onProgress) {
  const env = ringEnvironment(target);
  return runVitest({ args: ['--project', 'server'], onProgress, stallMs, env });
}

/**
 * How the ring is told which server to ask. All of it is said, so that nothing is inherited.
 * @param {ServerTarget} target
 */
export function ringEnvironment({ baseUrl, apiKey = '', replica = '', adapters }) {
  return {
    TRELLIS_BASE_URL: baseUrl,
    TRELLIS_API_KEY: apiKey,
    TRELLIS_REPLICA_URL: replica,
    TRELLIS_ADAPTERS: adapters.join(','),
  };
}

/**
 * The server that a person names in the environment; undefined where none is.
 * @param {NodeJS.ProcessEnv} env
 * @returns {ServerTarget | undefined}
 */
export function targetIn(env) {
  const { TRELLIS_BASE_URL: baseUrl, TRELLIS_API_KEY: apiKey, TRELLIS_REPLICA_URL: replica } = env;
  if (!baseUrl) return undefined;
  return {
    baseUrl,
    ...(apiKey && { apiKey }),
    ...(replica && { replica }),
    adapters: (env['TRELLIS_ADAPTERS'] ?? '').split(',').filter(Boolean),
  };
}
