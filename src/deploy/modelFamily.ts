/** What vLLM has to be told of a model's family. */

export interface Family {
  readonly toolParser?: string;
  readonly reasoningParser?: string;
  /** Further arguments that the family is served with. */
  readonly args?: readonly string[];
}

interface FamilyRule extends Family {
  readonly types: readonly string[];
  /** Of the model's name. */
  readonly name: RegExp;
}

/**
 * Parsers by model type and name, the first that fits. Names of the parsers: `vllm serve --help` of
 * 0.32.0; which model needs which: vLLM's documentation of tool calling and reasoning outputs.
 */
const rules: readonly FamilyRule[] = [
  { types: ['qwen3_moe', 'qwen3_next'], name: /coder/i, toolParser: 'qwen3_coder' },
  { types: ['qwen3', 'qwen3_moe'], name: /instruct-\d+/i, toolParser: 'hermes' },
  {
    types: ['qwen3', 'qwen3_moe'],
    name: /^(?!.*(?:embedding|reranker))/i,
    toolParser: 'hermes',
    reasoningParser: 'qwen3',
  },
  { types: ['qwen2', 'llama'], name: /deepseek-r1/i, reasoningParser: 'deepseek_r1' },
  { types: ['qwen2'], name: /qwq/i, toolParser: 'hermes', reasoningParser: 'deepseek_r1' },
  { types: ['qwen2', 'qwen2_moe'], name: /^/, toolParser: 'hermes' },
  {
    types: ['mistral', 'mistral3'],
    name: /devstral/i,
    toolParser: 'mistral',
    // Its tokenizer comes in Mistral's own form.
    args: ['--tokenizer-mode', 'mistral', '--config-format', 'mistral', '--load-format', 'mistral'],
  },
  { types: ['mistral'], name: /codestral|mamba/i },
  { types: ['mistral', 'mistral3', 'mixtral'], name: /mistral|mixtral/i, toolParser: 'mistral' },
  {
    types: ['gpt_oss'],
    name: /^/,
    toolParser: 'openai',
    reasoningParser: 'openai_gptoss',
  },
  { types: ['llama'], name: /llama-?3/i, toolParser: 'llama3_json' },
  { types: ['glm4_moe'], name: /^/, toolParser: 'glm45', reasoningParser: 'glm45' },
  { types: ['seed_oss'], name: /^/, toolParser: 'seed_oss', reasoningParser: 'seed_oss' },
];

/** A family of which nothing is known has no parsers. */
export function familyOf(type: string, name: string): Family {
  return rules.find((rule) => rule.types.includes(type) && rule.name.test(name)) ?? {};
}
