import type { Priority } from '../base/priorityLimiter';
import type { Capabilities, CapabilitiesRequest } from './capabilities';
import type { ServerMetrics } from './metrics';
import type {
  AnswerNowRequest,
  CandidatesRequest,
  CompleteRequest,
  DecideRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type {
  AnswerNowEvent,
  Candidates,
  Decision,
  GenerateResult,
  StreamEvent,
  Tokenization,
} from './result';

export type { Capabilities, CapabilitiesRequest, Fact, FactName } from './capabilities';
export type * from './message';
export type { ServerMetrics } from './metrics';
export type * from './request';
export type * from './result';

/** A model as `/v1/models` lists it. */
export interface ModelCard {
  readonly id: string;
  /** Path or hub name of the weights, where the server says. */
  readonly root: string | undefined;
  /** Served name of the base model; present on LoRA adapters only (reference, section 1.2). */
  readonly parent: string | undefined;
  /** Context window in tokens. Adapters have none of their own: it is their parent's. */
  readonly contextWindow: number | undefined;
  /** Who serves it, where the server says: `vllm` for vLLM's own (reference, section 1.2). */
  readonly owner?: string;
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
  /** Milliseconds of silence after which this call fails; the provider's own unless told. */
  readonly timeout?: number;
  /** Where more is asked than goes out at once, `now` goes first; `soon` unless told. */
  readonly urgency?: Priority;
  /** `fresh` for a connection that nothing else uses: behind a balancer it may reach another server. */
  readonly connection?: 'fresh';
  /** What the request is, in a few words for people; never sent. */
  readonly label?: string;
  /** Ends the thought and has the answer; given where whoever asks can do that, and never sent. */
  readonly onAnswerNow?: () => void;
  /** Called once the body is made, just before it is sent. */
  readonly onSend?: (sent: SentRequest) => void;
  /** Called where a list of models is longer than is read, with how many are left out. */
  readonly onUnread?: (models: number) => void;
}

/**
 * A language model behind a server. Every method throws `ProviderError`, or an `AbortError` when
 * its signal was aborted.
 */
export interface LLM {
  readonly kind: ProviderKind;
  /** The address that every request goes to, without a trailing slash. */
  readonly baseUrl: string;
  /**
   * One whole answer to a conversation. Here and below, a server that has no room (503) is asked once
   * more, after a second or as long as it says, but for what is asked with `urgency: 'now'`.
   */
  generate(request: GenerateRequest, options?: CallOptions): Promise<GenerateResult>;
  /** One answer to a conversation, as it is written. Throws what the server reports meanwhile. */
  stream(request: GenerateRequest, options?: CallOptions): AsyncIterable<StreamEvent>;
  /** The continuation of a raw prompt, as it is written. Throws as `stream` does. */
  complete(request: CompleteRequest, options?: CallOptions): AsyncIterable<StreamEvent>;
  /** Several answers: by beam search where the server has it and nothing else was asked, else by sampling. */
  candidates(request: CandidatesRequest, options?: CallOptions): Promise<Candidates>;
  /** The answer from what was thought so far; the method that works is learned, and named. */
  answerNow(request: AnswerNowRequest, options?: CallOptions): AsyncIterable<AnswerNowEvent>;
  /**
   * A decision by the server's own route for that (vLLM from 0.32, for some models). Throws `not-found`
   * with `missing: 'route'` or `unsupported` where there is none.
   */
  decide(request: DecideRequest, options?: CallOptions): Promise<Decision>;
  models(options?: CallOptions): Promise<readonly ModelCard[]>;
  /** The server's release; `undefined` where it does not say. */
  version(options?: CallOptions): Promise<string | undefined>;
  /** Throws `not-found` where the server has no tokenizer route, `unsupported` where it is not vLLM. */
  tokenize(request: TokenizeRequest, options?: CallOptions): Promise<Tokenization>;
  /** The text of tokens; throws as `tokenize` does. */
  detokenize(request: DetokenizeRequest, options?: CallOptions): Promise<string>;
  /** Load and caches of the server; throws as `tokenize` does. What it does not tell is absent. */
  metrics(options?: CallOptions): Promise<ServerMetrics>;
  /** What the server can do, found by asking it, each with its evidence. Asked once, then remembered. */
  capabilities(request: CapabilitiesRequest, options?: CallOptions): Promise<Capabilities>;
  /** The adapters among the models. */
  adapters(options?: CallOptions): Promise<readonly ModelCard[]>;
  /**
   * Loads a LoRA adapter from a path on the server's machine, under a name not yet taken. Sent once,
   * whatever becomes of the connection. Throws `not-found` with `missing: 'route'` where adapters
   * are not loaded while the server runs, `unsupported` where it is not vLLM.
   */
  loadAdapter(name: string, path: string, options?: CallOptions): Promise<void>;
  /** Throws as `loadAdapter` does. */
  unloadAdapter(name: string, options?: CallOptions): Promise<void>;
}

export type ProviderKind = 'vllm' | 'openai';
