// @ts-check
/** The ring `server`: the provider against one real server, whoever started it. */
import { runVitest } from '../lib/commandRings.mjs';

const limitMs = 15 * 60_000;

/**
 * @typedef {object} ServerTarget
 * @property {string} baseUrl
 * @property {string} [apiKey]
 * @property {string} [replica] Address of a second server with the same model.
 * @property {readonly string[]} adapters Folders of LoRA adapters, as the server names them.
 */

/**
 * @param {ServerTarget} target
 * @returns {Promise<import('../lib/report.mjs').RingResult>}
 */
export function runServerRing(target) {
  return runVitest({ args: ['--project', 'server'], limitMs, env: ringEnvironment(target) });
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
