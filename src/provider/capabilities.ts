/**
 * - `tokenize`: the tokenizer routes answer
 * - `chat-constraints`: a constraint binds the answer to a conversation, with thinking off
 * - `completion-constraints`: a constraint binds the continuation of a raw prompt
 * - `reasoning-parser`: the server sets the thought apart from the answer
 * - `beams`, `samples`: several answers to one request
 * - `tools`: the model may call tools as it likes; `required-tools`: it can be made to
 * - `adapter-routes`: adapters can be loaded and unloaded while the server runs
 * - `images`: conversations may hold images
 * - `metrics`: the server tells its load
 */
export const factNames = [
  'tokenize',
  'chat-constraints',
  'completion-constraints',
  'reasoning-parser',
  'beams',
  'samples',
  'tools',
  'required-tools',
  'adapter-routes',
  'images',
  'metrics',
] as const;

export type FactName = (typeof factNames)[number];

/** Something that a server can do or cannot, and how that is known. */
export interface Fact {
  /** `unknown` where the question was not put, or its answer decided nothing. */
  readonly state: 'yes' | 'no' | 'unknown';
  /** What was seen: a server's own words, or what came of a probe. */
  readonly saw: string;
  /** When it was seen. */
  readonly at: Date | undefined;
  /** The flag or variable with which the server would be started to turn it on. */
  readonly remedy?: string;
}

export interface CapabilitiesRequest {
  readonly model: string;
  /** All of them unless told. Each costs a small request or two, once. */
  readonly facts?: readonly FactName[];
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
}

export const notAsked: Fact = { state: 'unknown', saw: 'not asked', at: undefined };

/** A fact for each name, from those that are known. */
export function allFacts(known: Partial<Record<FactName, Fact>>): Capabilities['facts'] {
  const entries = factNames.map((name) => [name, known[name] ?? notAsked] as const);
  return Object.fromEntries(entries) as Record<FactName, Fact>;
}
