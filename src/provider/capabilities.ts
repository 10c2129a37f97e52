/**
 * - `tokenize`: the tokenizer routes answer
 * - `chat-constraints`: a constraint binds the answer to a conversation, with thinking off
 * - `thinking-constraints`: the same with thinking on; no probe tells it, only a real answer does
 * - `completion-constraints`: a constraint binds the continuation of a raw prompt
 * - `grammars`: the engine that keeps constraints reads grammars
 * - `structural-tags`: the same of structural tags
 * - `reasoning-parser`: the server sets the thought apart from the answer
 * - `thinking-switch`: a model that thinks stops when it is told not to
 * - `thinking-budget`: a thought ends after the tokens that it was given
 * - `chat-prefill`: an answer that was begun is continued
 * - `beams`, `samples`: several answers to one request
 * - `tools`: the model may call tools as it likes; `required-tools`: it can be made to
 * - `adapter-routes`: adapters can be loaded and unloaded while the server runs
 * - `lora`: the server takes adapters at all
 * - `images`: conversations may hold images
 * - `metrics`: the server tells its load
 */
export const factNames = [
  'tokenize',
  'chat-constraints',
  'thinking-constraints',
  'completion-constraints',
  'grammars',
  'structural-tags',
  'reasoning-parser',
  'thinking-switch',
  'thinking-budget',
  'chat-prefill',
  'beams',
  'samples',
  'tools',
  'required-tools',
  'adapter-routes',
  'lora',
  'images',
  'metrics',
] as const;

export type FactName = (typeof factNames)[number];

/** Something that a server can do or cannot, and how that is known. */
export interface Fact {
  /** `unknown` where the question was not put, or its answer decided nothing. */
  readonly state: 'yes' | 'no' | 'unknown';
  /** What was seen, on one line: a server's own words, or what came of a probe. */
  readonly saw: string;
  /** When it was seen. */
  readonly at: Date | undefined;
  /** Of `no`: the flags or variables with which this server would be started to turn it on. */
  readonly remedy?: string;
  /** In words, of `no`: what else would help; of `unknown`: what would make it known. */
  readonly advice?: string;
}

export interface CapabilitiesRequest {
  readonly model: string;
  /** All of them unless told. Each costs a small request or two, once. */
  readonly facts?: readonly FactName[];
  /**
   * What becomes of facts that are remembered: they count, or are `asked-again`, since a server may
   * have been started anew with other flags.
   */
  readonly known?: 'counts' | 'asked-again';
  /** Hears of each fact that is asked for now, before it is known. */
  readonly onAsk?: (name: FactName) => void;
  /** Hears of each fact as it is known. */
  readonly onFact?: (name: FactName, fact: Fact) => void;
}

export interface Capabilities {
  readonly model: string;
  /** The release of vLLM itself, which a router's `/version` is not. */
  readonly release: string | undefined;
  readonly contextWindow: number | undefined;
  readonly facts: Readonly<Record<FactName, Fact>>;
}

/** Remembers facts, so that a new window costs no generation. */
export interface FactStore {
  get(key: string): Fact | undefined;
  set(key: string, fact: Fact): void;
  delete(key: string): void;
}

const unprobed: Fact = { state: 'unknown', saw: 'not asked', at: undefined };

/** A fact for each name, from those that are known. */
export function allFacts(known: Partial<Record<FactName, Fact>>): Capabilities['facts'] {
  const entries = factNames.map((name) => [name, known[name] ?? unprobed] as const);
  return Object.fromEntries(entries) as Record<FactName, Fact>;
}
