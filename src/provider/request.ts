import type { Constraint } from '../guided/constraint';
import type { Message, Tool, ToolChoice } from './message';

/** Sampling parameters. What is left out is the server's choice (its model's generation_config). */
export interface Sampling {
  /** 0 is greedy. vLLM from 0.24 refuses values over 2. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  /** Strings that end the answer, and are no part of it. Those over four are looked for here. */
  readonly stop?: readonly string[];
  /** Tokens that end the text; not limited in number, and not part of it. */
  readonly stopTokenIds?: readonly number[];
  /** The shape that the whole answer must have. Encoded for the server; the caller verifies it. */
  readonly guided?: Constraint;
  /** Whether each token's log-probability is wanted. */
  readonly logprobs?: 'yes' | 'no';
  /** The likeliest tokens wanted in each place beside the one taken; needs `logprobs`, and at most 20 unless raised. */
  readonly alternatives?: number;
  /** Keeps only so many last tokens of a prompt that is longer. */
  readonly truncatePromptTokens?: number;
  /** Lower is earlier, on servers that schedule by priority; others ignore it (reference, trap 27). */
  readonly priority?: number;
  /** Separates prefix caches; at most 128 characters, none of `@ / \` (addendum, section 1.1). */
  readonly cacheSalt?: string;
  /** Must be fresh for each request; part of the answer's id. */
  readonly requestId?: string;
  /** Merged into the top level of the body, over everything that would be sent otherwise. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
}

export interface GenerateRequest extends Sampling {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly maxTokens?: number;
  /** `off` asks the chat template not to let the model think; a template may not know how. */
  readonly thinking?: 'on' | 'off';
  /** Tokens after which a thought is ended, where the server can (0.20, with a reasoning parser). */
  readonly thinkingBudget?: number;
  readonly tools?: readonly Tool[];
  /** `auto` unless told, where there are tools. */
  readonly toolChoice?: ToolChoice;
}

/** Asks for several answers to one conversation. */
export interface CandidatesRequest extends GenerateRequest {
  readonly beams: {
    /** Answers wanted. A server's limit is half its `--max-logprobs`: 10 unless raised. */
    readonly width: number;
    /** Over 1 favours long answers; the server counts the prompt's tokens, too (reference, section 4). */
    readonly lengthPenalty?: number;
  };
  /** Required, and small: beam search always runs to its end (reference, section 4). */
  readonly maxTokens: number;
}

/** Asks for the answer to a conversation from what was thought so far. */
export interface AnswerNowRequest extends GenerateRequest {
  readonly thought: string;
  /** Room for the answer. */
  readonly maxTokens: number;
}

/** Continues a raw prompt, with no chat template. */
export interface CompleteRequest extends Sampling {
  readonly model: string;
  readonly prompt: string | readonly number[];
  /** Required: vLLM's default on this route is 16 (reference, section 2.2). */
  readonly maxTokens: number;
  /** Told where the prompt holds the end of a thought, behind which constraints bind. */
  readonly thought?: 'ended';
}

/** Asks which of several options a text is, by the model's probabilities of their labels. */
export interface DecideRequest {
  readonly model: string;
  readonly text: string;
  readonly instructions?: string;
  /** At most 26 (addendum, section 1.2). */
  readonly options: readonly DecideOption[];
}

export interface DecideOption {
  readonly name: string;
  readonly description: string | undefined;
}

interface Tokenizing {
  readonly model: string;
  /** Whether the tokenizer adds its beginning-of-text token and the like. */
  readonly addSpecialTokens: 'yes' | 'no';
}

export interface TokenizeTextRequest extends Tokenizing {
  readonly text: string;
}

/** The conversation as the chat template renders it, ready for an answer. */
export interface TokenizeChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly thinking?: 'on' | 'off';
  readonly tools?: readonly Tool[];
}

export type TokenizeRequest = TokenizeTextRequest | TokenizeChatRequest;

export interface DetokenizeRequest {
  readonly model: string;
  readonly tokens: readonly number[];
}
