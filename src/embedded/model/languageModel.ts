/**
 * What the rest of the engine knows of the model. Text crosses this boundary as UTF-8 bytes: a
 * constraint may cut a token anywhere, also inside a character.
 */

/** A source file to learn from. */
export interface SourceFile {
  /** Relative to the corpus root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * A learnt corpus. Its arrays live in shared memory, so that posting it to a worker copies nothing;
 * it may be posted with `structuredClone` semantics and is never changed after it was built.
 */
export interface CorpusSnapshot {
  readonly fileCount: number;
  readonly byteCount: number;
  readonly memory: Readonly<Record<string, SharedArrayBuffer>>;
}

/** One possible next token. */
export interface Candidate {
  readonly bytes: Uint8Array;
  /** Natural logarithm of its probability; over all candidates and `end` these sum to at most 1. */
  readonly logprob: number;
  /** The token is the end of the text; `bytes` is empty. */
  readonly end?: true;
}

/** One text being written. Sessions are cheap; a snapshot is shared by all of them. */
export interface Session {
  /**
   * The next tokens, most probable first, at most `limit`. Empty when the model knows nothing to
   * say: an empty corpus and a prompt that repeats nothing yield no code.
   */
  propose(limit: number): readonly Candidate[];
  /** Appends bytes that were written, wherever they came from; they need not be one token. */
  accept(bytes: Uint8Array): void;
  /** Relative weights of the next byte (256 of them, none negative, not all zero). */
  byteWeights(): Float64Array;
  /** A copy that goes its own way, for beams and several choices over one prompt. */
  fork(): Session;
}

export interface LanguageModel {
  /** Ids below this number exist. Bytes are 0 to 255, then the special tokens, then learnt words. */
  readonly vocabularySize: number;
  /** Token ids of `text`; stops after `limit` tokens, so that a huge body costs bounded work. */
  encode(text: string, limit?: number): readonly number[];
  /** The text of ids; an id out of range throws a `RangeError`. */
  decode(ids: readonly number[]): string;
  /** The token as text; a byte that is no character by itself is `<0xNN>`. */
  tokenText(id: number): string;
  /** Opens a session that continues `prompt`, whose special tokens are read as such. */
  open(prompt: readonly number[]): Session;
  /** Tells in words what it goes by in continuing `prompt`. */
  explain(prompt: readonly number[]): string;
}

/**
 * What a constraint says while text is decoded under it. Implemented over XGrammar by the
 * constrained worker, and by hand in tests.
 */
export interface DecodingConstraint {
  /** Takes all of `bytes`, or takes nothing and answers false. */
  accept(bytes: Uint8Array): boolean;
  /** For each of the 256 bytes whether it may come next. */
  allowedBytes(): readonly boolean[];
  /** Whether the text so far is complete. */
  canEnd(): boolean;
}

/** Sampling parameters with vLLM's meanings; `temperature` 0 is greedy. */
export interface SamplingOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** The same seed on the same snapshot writes the same text. */
  readonly seed: number;
  readonly stop: readonly string[];
  readonly stopTokenIds: readonly number[];
  readonly includeStopInOutput: boolean;
  readonly ignoreEnd: boolean;
  readonly minTokens: number;
  /** How many alternatives to report for each token; `undefined` reports no log-probabilities. */
  readonly logprobs: number | undefined;
}

export interface TokenLogprob {
  readonly token: string;
  readonly bytes: readonly number[];
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

/** A piece of decoded text. Text that might be the start of a stop string is held back. */
export interface DecodedChunk {
  readonly text: string;
  /** Tokens sampled since the last chunk; one entry each when log-probabilities were asked for. */
  readonly tokenCount: number;
  readonly logprobs: readonly TokenLogprob[];
}

export interface DecodingEnd {
  readonly finishReason: 'stop' | 'length';
  /** The stop string or stop token id that ended the text; `null` when the model ended it. */
  readonly stopReason: string | number | null;
}
