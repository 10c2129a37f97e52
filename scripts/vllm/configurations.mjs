// @ts-check
/** The ways in which people serve, as few as show what the server ring wants to see. */

/**
 * @typedef {object} Configuration
 * @property {string} name
 * @property {'qwen3' | 'none'} reasoningParser
 * @property {'hermes' | 'none'} toolParser
 * @property {'enabled' | 'disabled'} lora Whether the server can run adapters at all.
 * @property {'on' | 'off'} loraRoutes Whether adapters can be loaded while it runs.
 * @property {string} [apiKey]
 *
 * @typedef {object} Group Servers that run at a time: two, since a server takes 5 GB and a core.
 * @property {readonly [Configuration, Configuration]} servers
 * @property {'replicas' | 'strangers'} relation Replicas are asked as one; strangers one by one.
 */

/** @type {Configuration} */
const everything = {
  name: 'parsers, adapters',
  reasoningParser: 'qwen3',
  toolParser: 'hermes',
  lora: 'enabled',
  loraRoutes: 'on',
};

/** @type {Configuration} */
const plain = {
  name: 'no parsers, no adapter routes, a key',
  reasoningParser: 'none',
  toolParser: 'none',
  lora: 'enabled',
  loraRoutes: 'off',
  apiKey: 'a-key-for-tests',
};

/** @type {Configuration} */
const withoutLora = {
  name: 'reasoning parser, adapter routes without adapters',
  reasoningParser: 'qwen3',
  toolParser: 'none',
  lora: 'disabled',
  loraRoutes: 'on',
};

/** @type {readonly Group[]} */
export const groups = [
  { servers: [everything, { ...everything, name: 'replica' }], relation: 'replicas' },
  { servers: [plain, withoutLora], relation: 'strangers' },
];

/** Under which name the model is served. */
export const servedName = 'tiny';

/** Tokens of prompt and answer together. */
export const contextWindow = 4096;

/** Paths of adapters as the server reads them: relative to the model's folder, where it is started. */
export const adapterPaths = { tests: 'adapters/tests', docs: 'adapters/docs' };

/**
 * What follows `python` to start a server.
 * @param {Configuration} configuration
 * @param {number} port
 */
export function serverArguments({ reasoningParser, toolParser, lora, apiKey }, port) {
  return [
    ...['-m', 'vllm.entrypoints.openai.api_server'],
    ...['--model', 'base', '--served-model-name', servedName],
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--max-model-len', String(contextWindow), '--enforce-eager'],
    ...(reasoningParser === 'none' ? [] : ['--reasoning-parser', reasoningParser]),
    ...(toolParser === 'none'
      ? []
      : ['--enable-auto-tool-choice', '--tool-call-parser', toolParser]),
    ...(lora === 'enabled' ? ['--enable-lora', '--max-lora-rank', '8', '--max-loras', '2'] : []),
    ...(apiKey === undefined ? [] : ['--api-key', apiKey]),
  ];
}

/**
 * What a server needs in its environment: one thread, a small cache, and nothing from outside.
 * @param {Configuration} configuration
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment({ loraRoutes }) {
  return {
    VLLM_TARGET_DEVICE: 'cpu',
    // In GiB; the model needs a few MB.
    VLLM_CPU_KVCACHE_SPACE: '1',
    VLLM_CPU_OMP_THREADS_BIND: 'nobind',
    OMP_NUM_THREADS: '1',
    VLLM_ALLOW_RUNTIME_LORA_UPDATING: loraRoutes === 'on' ? '1' : '0',
    VLLM_LOGGING_LEVEL: 'WARNING',
    VLLM_NO_USAGE_STATS: '1',
    DO_NOT_TRACK: '1',
    HF_HUB_OFFLINE: '1',
  };
}
