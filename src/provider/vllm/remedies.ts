import type { Fact, FactName } from '../capabilities';
import { isAtLeast, type Release } from '../release';

/** What is known of who answers, as far as it decides what would help. */
export interface ServerDescription {
  /** Of vLLM itself; `undefined` counts as the newest. */
  readonly release: Release | undefined;
  /** Who stands at the address: `/version` told vLLM's number, a router's, or none. */
  readonly front: 'vllm' | 'router' | 'unknown';
}

export type Remedy = Pick<Fact, 'remedy' | 'advice'>;

/** One row holds for the releases before `until` that no row above it holds for. */
interface RemedyRow extends Remedy {
  readonly until?: Release;
  /** Where it stands in the reference or its addendum, or the release it was seen on. */
  readonly source: string;
}

/** What would turn on something that a server refuses. */
export function remedyOf(name: FactName, { release }: Pick<ServerDescription, 'release'>): Remedy {
  const row = remedies[name]?.find(
    ({ until }) => until === undefined || (release !== undefined && !isAtLeast(release, until)),
  );
  return {
    ...(row?.remedy !== undefined && { remedy: row.remedy }),
    ...(row?.advice !== undefined && { advice: row.advice }),
  };
}

/** What would turn on a route that is not there; a router or proxy in front may keep it back. */
export function routeRemedyOf(name: FactName, serving: ServerDescription): Remedy {
  if (serving.front === 'router') {
    return { advice: 'the router does not forward it: ask each server at its own address' };
  }
  // The one route that a flag brings.
  const flags = name === 'adapter-routes' ? remedyOf(name, serving) : {};
  return serving.front === 'vllm' && flags.remedy !== undefined
    ? flags
    : { ...flags, ...unlessKeptBack };
}

const unlessKeptBack: Remedy = {
  advice: 'if a proxy keeps it back, ask the server at its own address',
};

/** The one table of what helps; the dates are those of the reference, section 13, unless told. */
const remedies: Partial<Record<FactName, readonly RemedyRow[]>> = {
  'chat-constraints': [
    {
      advice:
        'check its release: the request fields for constraints changed with vLLM 0.11 and 0.12',
      source: 'reference, 3.1; seen on 0.10.2, 0.16.0 and 0.32.0',
    },
  ],
  'completion-constraints': [
    {
      until: [0, 11, 1],
      advice: 'they are enforced in chats; on raw prompts a reasoning parser prevents it',
      source: 'addendum, 2.1, row 3.6 (0.10.2)',
    },
    {
      remedy: '--structured-outputs-config.enable_in_reasoning=true',
      source: 'reference, 3.6 (0.11.1); seen on 0.32.0 without',
    },
  ],
  grammars: readByXGrammar('outlines seen on 0.32.0'),
  'structural-tags': readByXGrammar('outlines and guidance seen on 0.32.0'),
  'reasoning-parser': [
    {
      until: [0, 7, 1],
      advice: 'reasoning parsers came with vLLM 0.7.1',
      source: 'reference, 5',
    },
    {
      until: [0, 9, 0],
      remedy: '--enable-reasoning --reasoning-parser NAME',
      source: 'reference, 5',
    },
    { remedy: '--reasoning-parser NAME', source: 'reference, 5; seen on 0.32.0' },
  ],
  'thinking-switch': [
    {
      advice: 'the chat template of this model has no such switch, or calls it something else',
      source: 'reference, 5 and trap 33',
    },
  ],
  'thinking-budget': [
    { until: [0, 20, 0], advice: 'it came with vLLM 0.20', source: 'addendum, 2.1, row 2.2' },
    { remedy: '--reasoning-parser NAME', source: 'addendum, 3, row 31; seen on 0.32.0' },
  ],
  'chat-prefill': [
    {
      advice: 'an answer that must go on is sent as a raw prompt instead',
      source: 'reference, 2.2',
    },
  ],
  beams: [
    {
      until: [0, 6, 3],
      advice: 'vLLM 0.6.2 had none; they came back with 0.6.3',
      source: 'reference, 4 and 13',
    },
    {
      advice: 'vLLM has them behind its Python frontend, not behind the one in Rust',
      source: 'reference, trap 31',
    },
  ],
  samples: [
    {
      advice: 'vLLM has them behind its Python frontend, not behind the one in Rust',
      source: 'reference, trap 31',
    },
  ],
  tools: [
    {
      remedy: '--enable-auto-tool-choice --tool-call-parser NAME',
      source: 'reference, 6; seen on 0.32.0',
    },
  ],
  'required-tools': [
    { until: [0, 8, 3], advice: 'it came with vLLM 0.8.3', source: 'reference, 6' },
    {
      until: [0, 14, 0],
      advice: 'it takes no flag before vLLM 0.14',
      source: 'addendum, 2.1, row 6',
    },
    { remedy: '--tool-call-parser NAME', source: 'addendum, 2.1, row 6; seen on 0.32.0' },
  ],
  'adapter-routes': [
    {
      remedy: 'VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora',
      source: 'reference, 1.4; seen on 0.32.0',
    },
  ],
  lora: [{ remedy: '--enable-lora', source: 'addendum, 3, row 8; seen on 0.32.0' }],
  images: [{ advice: 'serve a model that sees images', source: 'reference, 10' }],
  metrics: [{ advice: 'start it without --disable-log-stats', source: 'reference, 1.5, inferred' }],
};

/** What only XGrammar reads of all engines. */
function readByXGrammar(seen: string): readonly RemedyRow[] {
  return [
    {
      until: [0, 6, 5],
      advice: 'XGrammar, which reads them, came with vLLM 0.6.5',
      source: 'reference, 13',
    },
    {
      until: [0, 11, 0],
      remedy: '--guided-decoding-backend xgrammar',
      source: 'reference, 3.1',
    },
    {
      remedy: '--structured-outputs-config.backend=xgrammar',
      source: `reference, 3.1; ${seen}`,
    },
  ];
}
