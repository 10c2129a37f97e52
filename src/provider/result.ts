import type { ToolCall } from './message';

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens read from the prefix cache, where the server reports them. */
  readonly cachedTokens: number | undefined;
  /** Tokens of the thought, where the server counts them (0.28, with a reasoning parser). */
  readonly reasoningTokens: number | undefined;
}

/** `other` is a reason this client does not know; the server's word stands in the event. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'abort' | 'repetition' | 'other';

/**
 * Something that the reader of a result must know, though the result arrived.
 *
 * - `bad-chunk`: a piece of the answer could not be read, and words may be missing
 * - `no-finish`: the stream ended before the answer did
 * - `unsupported`: this server cannot do a part of the request; the message says which
 * - `shortened`: the answer was asked, or made, shorter than wanted, since the window is full
 * - `thinking-not-off`: the model thought though thinking was off
 * - `thought-in-text`: in a stream, the text before it was thought, as its closing tag showed too late
 * - `changed`: a part of the request was sent otherwise than asked; the message says which and why
 * - `fewer-answers`: of the answers that were wanted not so many came that differ
 * - `left-out`: secrets in the request were not sent; the message says which
 * - `key-left-out`: the server wrote a key of ours into the answer, and it is not told
 * - `bad-tool-call`: a call's arguments are no JSON, or the call was cut
 */
export interface Problem {
  readonly code:
    | 'bad-chunk'
    | 'no-finish'
    | 'unsupported'
    | 'shortened'
    | 'thinking-not-off'
    | 'thought-in-text'
    | 'changed'
    | 'fewer-answers'
    | 'left-out'
    | 'key-left-out'
    | 'bad-tool-call';
  readonly message: string;
}

export interface TokenAlternative {
  readonly token: string;
  /** Natural logarithm, at most 0. */
  readonly logprob: number;
}

export interface TokenLogprob extends TokenAlternative {
  /** The likeliest tokens in its place, itself perhaps among them, where they were asked for. */
  readonly alternatives?: readonly TokenAlternative[];
}

/** What a stream consists of. Every stream ends with `finish`, with a `no-finish` problem, or throws. */
export type StreamEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** A call begins; its arguments follow under the same index. */
  | {
      readonly type: 'tool-call-start';
      readonly index: number;
      readonly id: string;
      readonly name: string;
    }
  | { readonly type: 'tool-call-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'logprobs'; readonly tokens: readonly TokenLogprob[] }
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The stop string or token id that ended the text; vLLM only. */
      readonly stopReason: string | number | undefined;
    }
  | { readonly type: 'problem'; readonly problem: Problem };

/**
 * How a thought is ended and its answer had.
 *
 * - `tokens`: the rendered conversation, the thought and its end, continued as a raw prompt. Reads
 *   from the prefix cache, no reasoning parser is involved, and constraints bind.
 * - `prefill`: the thought as the beginning of the answer; on 0.32.0 with a reasoning parser the
 *   answer comes back as thought (seen).
 * - `asked-again`: asked anew, thinking off, with the thought as context.
 */
export type AnswerMethod = 'tokens' | 'prefill' | 'asked-again';

/** `method` comes first, and again where a method turned out not to work on this server. */
export type AnswerNowEvent =
  StreamEvent | { readonly type: 'method'; readonly method: AnswerMethod };

export interface GenerateResult {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly logprobs: readonly TokenLogprob[];
  readonly finishReason: FinishReason;
  readonly usage: Usage | undefined;
  readonly problems: readonly Problem[];
}

/** Log-probability over the tokens of an answer, its end of text included where it was reached. */
export interface Score {
  readonly logprob: number;
  readonly tokens: number;
}

export interface Candidate {
  readonly text: string;
  /** What was thought before it, where a model thinks unasked. */
  readonly reasoning: string;
  /** Whether the token limit ended it. */
  readonly ending: 'complete' | 'cut';
  /** Absent where the server gives none, and where it would say nothing. */
  readonly score: Score | undefined;
  /** What of it could not be read: words may be missing. */
  readonly unread?: readonly Problem[];
}

export interface Candidates {
  /** No two alike, best first: beams by mean log-probability, samples likewise where they have one. */
  readonly candidates: readonly Candidate[];
  readonly method: 'beams' | 'samples';
  readonly problems: readonly Problem[];
}

/** What a model decided among options, and how sure it is. */
export interface Decision {
  readonly choice: string;
  /** By option, of all options together 1. */
  readonly probabilities: ReadonlyMap<string, number>;
  /** The probability that the model put on labels of options, of all that it could have said. */
  readonly mass: number | undefined;
  readonly problems: readonly Problem[];
}

export interface Tokenization {
  readonly tokens: readonly number[];
  /** Context window in tokens, also for adapters; the most reliable source of it. */
  readonly contextWindow: number | undefined;
}
