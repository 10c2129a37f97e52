import type { Constraint } from '../guided/constraint';

/** A model as `/v1/models` lists it. */
export interface ModelCard {
  readonly id: string;
  /** Path or hub name of the weights, where the server says. */
  readonly root: string | undefined;
  /** Served name of the base model; present on LoRA adapters only (reference, section 1.2). */
  readonly parent: string | undefined;
  /** Context window in tokens. Adapters have none of their own: it is their parent's. */
  readonly contextWindow: number | undefined;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Sampling parameters. What is left out is the server's choice (its model's generation_config). */
export interface Sampling {
  /** 0 is greedy. vLLM from 0.24 refuses values over 2. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  /** At most four: vLLM from 0.28 refuses more (addendum, section 3, row 16). */
  readonly stop?: readonly string[];
  /** Tokens that end the text; not limited in number, and not part of it. */
  readonly stopTokenIds?: readonly number[];
  /** The shape that the whole answer must have. Encoded for the server; the caller verifies it. */
  readonly guided?: Constraint;
  /** Merged into the top level of the body, over everything above. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
}

export interface GenerateRequest extends Sampling {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly maxTokens?: number;
  /** `off` asks the chat template not to let the model think; a template may not know how. */
  readonly thinking?: 'on' | 'off';
}

/** Asks for several answers to one conversation. */
export interface CandidatesRequest extends GenerateRequest {
  readonly count: number;
  /** Required, and small: beam search always runs to its end (reference, section 4). */
  readonly maxTokens: number;
}

export interface Candidate {
  readonly text: string;
  /** What was thought before it, where a model thinks unasked. */
  readonly reasoning: string;
  /** Whether the token limit ended it. */
  readonly ending: 'complete' | 'cut';
}

export interface Candidates {
  /** In the order of their rank where they are beams, else in no order. May be fewer than asked. */
  readonly candidates: readonly Candidate[];
  readonly method: 'beams' | 'samples';
  readonly problems: readonly Problem[];
}

/** Continues a raw prompt, with no chat template. */
export interface CompleteRequest extends Sampling {
  readonly model: string;
  readonly prompt: string | readonly number[];
  /** Required: vLLM's default on this route is 16 (reference, section 2.2). */
  readonly maxTokens: number;
}

export interface TokenizeRequest {
  readonly model: string;
  readonly text: string;
  /** Whether the tokenizer adds its beginning-of-text token and the like. */
  readonly addSpecialTokens: 'yes' | 'no';
}

export interface Tokenization {
  readonly tokens: readonly number[];
  /** Context window in tokens, also for adapters; the most reliable source of it. */
  readonly contextWindow: number | undefined;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens read from the prefix cache, where the server reports them. */
  readonly cachedTokens: number | undefined;
}

/** `other` is a reason this client does not know; the server's word stands in the event. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'abort' | 'repetition' | 'other';

/** Something that the reader of a result must know, though the result arrived. */
export interface Problem {
  readonly code: 'bad-chunk' | 'no-finish' | 'unsupported';
  readonly message: string;
}

/** What a stream consists of. Every stream ends with `finish`, with a `no-finish` problem, or throws. */
export type StreamEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The stop string or token id that ended the text; vLLM only. */
      readonly stopReason: string | number | undefined;
    }
  | { readonly type: 'problem'; readonly problem: Problem };

export interface GenerateResult {
  readonly text: string;
  readonly reasoning: string;
  readonly finishReason: FinishReason;
  readonly usage: Usage | undefined;
  readonly problems: readonly Problem[];
}

/** What went over the wire, for the journal. Never holds the key. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export interface CallOptions {
  /** Aborting closes the socket, the only portable way to make vLLM stop (reference, section 7.9). */
  readonly signal?: AbortSignal;
  /** What the request is, in a few words for people; never sent. */
  readonly label?: string;
  /** Called once the body is made, just before it is sent. */
  readonly onSend?: (sent: SentRequest) => void;
}

/**
 * A language model behind a server. Every method throws `ProviderError`, or an `AbortError` when
 * its signal was aborted.
 */
export interface LLM {
  readonly kind: ProviderKind;
  /** The address that every request goes to, without a trailing slash. */
  readonly baseUrl: string;
  /** One whole answer to a conversation. */
  generate(request: GenerateRequest, options?: CallOptions): Promise<GenerateResult>;
  /** The same answer as it is written. */
  stream(request: GenerateRequest, options?: CallOptions): AsyncIterable<StreamEvent>;
  /** The continuation of a raw prompt, as it is written. */
  complete(request: CompleteRequest, options?: CallOptions): AsyncIterable<StreamEvent>;
  /** Several answers: by beam search where the server has it, else by sampling. */
  candidates(request: CandidatesRequest, options?: CallOptions): Promise<Candidates>;
  models(options?: CallOptions): Promise<readonly ModelCard[]>;
  /** The server's release; `undefined` where it does not say. */
  version(options?: CallOptions): Promise<string | undefined>;
  /** Throws `unsupported` where the server has no tokenizer route. */
  tokenize(request: TokenizeRequest, options?: CallOptions): Promise<Tokenization>;
  /** Loads a LoRA adapter from a path on the server's machine, under a name not yet taken. */
  loadAdapter(name: string, path: string, options?: CallOptions): Promise<void>;
  unloadAdapter(name: string, options?: CallOptions): Promise<void>;
}

export type ProviderKind = 'vllm' | 'openai';
