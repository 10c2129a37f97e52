/** The arguments of `vllm serve`, each with the reason why it stands there. */
import { batchedTokens, sequences, utilization } from './memory';
import type { Adapter, Recipe } from './recipe';

export interface Flag {
  /** The flag, and what follows it. */
  readonly args: readonly string[];
  readonly comment?: string;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly comment: string;
}

/** Beams of width n ask for 2n log-probabilities. */
const logprobs = 64;

/** Text that is copied from the prompt, as a rewrite does, is proposed four tokens at a time. */
const speculation = {
  method: 'ngram',
  num_speculative_tokens: 4,
  prompt_lookup_min: 2,
  prompt_lookup_max: 5,
};

/** How many GPUs answer a request, and how many tokens it may have. */
export function sizeFlags({ plan: { split, context } }: Recipe): readonly Flag[] {
  const { tensor, pipeline, data } = split;
  return [
    {
      args: ['--max-model-len', String(context)],
      comment: 'Tokens of prompt and answer together.',
    },
    ...(tensor > 1
      ? [
          {
            args: ['--tensor-parallel-size', String(tensor)],
            comment: 'Every layer is cut through so many GPUs.',
          },
        ]
      : []),
    ...(pipeline > 1
      ? [
          {
            args: ['--pipeline-parallel-size', String(pipeline)],
            comment: 'The layers lie on so many GPUs, one after the other.',
          },
        ]
      : []),
    ...(data > 1
      ? [
          {
            args: ['--data-parallel-size', String(data)],
            comment: 'Copies of the model behind one address.',
          },
        ]
      : []),
    {
      args: ['--gpu-memory-utilization', String(utilization)],
      comment: 'The rest of each GPU is the margin.',
    },
    {
      args: ['--max-num-seqs', String(sequences)],
      comment: 'Requests that are answered at the same time; the others wait.',
    },
    {
      args: ['--max-num-batched-tokens', String(batchedTokens)],
      comment: 'Long prompts are read in pieces, so that completions do not wait for them.',
    },
  ];
}

/** What Trellis makes use of. */
export function featureFlags(recipe: Recipe): readonly Flag[] {
  const { deployment, family, plan } = recipe;
  const { reasoning, tools, speculation: speculates } = deployment;
  return [
    ...(family.args ? [{ args: family.args, comment: "The family's own file formats." }] : []),
    {
      args: ['--max-logprobs', String(logprobs)],
      comment: `Beam searches of up to ${logprobs / 2} beams; by default 10.`,
    },
    {
      args: ['--enable-prompt-tokens-details'],
      comment: 'Answers say how much of the prompt was cached.',
    },
    ...(reasoning === 'on' && family.reasoningParser !== undefined
      ? [
          {
            args: ['--reasoning-parser', family.reasoningParser],
            comment: 'Thoughts are kept apart from answers.',
          },
        ]
      : []),
    ...(tools === 'on' && family.toolParser !== undefined
      ? [
          {
            args: ['--enable-auto-tool-choice', '--tool-call-parser', family.toolParser],
            comment: 'The model may call tools.',
          },
        ]
      : []),
    ...(speculates === 'on' && plan.split.pipeline === 1
      ? [
          {
            args: ['--speculative-config', JSON.stringify(speculation)],
            comment:
              'Guesses what is copied from the prompt: faster rewrites; min_p and logit_bias are refused.',
          },
        ]
      : []),
  ];
}

/** Empty without adapters. */
export function adapterFlags({ deployment, load, plan }: Recipe): readonly Flag[] {
  const { adapters } = deployment;
  if (adapters.length === 0) return [];
  const { slots, rank } = load.adapters;
  return [
    { args: ['--enable-lora'] },
    { args: ['--max-loras', String(slots)], comment: 'Adapters that answer at the same time.' },
    {
      args: ['--max-lora-rank', String(rank)],
      comment: 'Adapters of a higher rank are refused: 8, 16, 32, 64, 128, 256, 320 or 512.',
    },
    {
      args: ['--max-cpu-loras', String(Math.max(8, 2 * adapters.length))],
      comment: 'Adapters that wait in main memory.',
    },
    ...(plan.split.data > 1
      ? [
          {
            args: ['--api-server-count', '1'],
            comment: 'Adapters can be loaded at run time by one API server only.',
          },
        ]
      : []),
  ];
}

/** Adapters that are there from the start, at paths as the server sees them. */
export function moduleFlags(adapters: readonly Adapter[]): readonly Flag[] {
  if (adapters.length === 0) return [];
  return [{ args: ['--lora-modules', ...adapters.map(moduleArgument)] }];
}

/** vLLM takes what has a comma, and what has no equals sign, for JSON. */
function moduleArgument({ name, path }: Adapter): string {
  const plain = !/[,={]/.test(name) && !/[,=]/.test(path);
  return plain ? `${name}=${path}` : JSON.stringify({ name, path });
}

export function serveVariables({ deployment }: Recipe): readonly Variable[] {
  if (deployment.adapters.length === 0) return [];
  return [
    {
      name: 'VLLM_ALLOW_RUNTIME_LORA_UPDATING',
      value: 'True',
      comment:
        'Whoever reaches the server may load adapters; /adapters is not guarded by the key, either.',
    },
  ];
}
