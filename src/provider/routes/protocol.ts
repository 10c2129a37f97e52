import { throwIfAborted } from '../../base/abort';
import type { ThoughtOpening } from '../../reasoning/thinkSplitter';
import type { CallOptions, ProviderKind } from '../llm';
import type { AnswerReadOptions } from '../readAnswer';
import type { CompleteRequest, GenerateRequest } from '../request';
import type { AnswerMethod } from '../result';
import type { Transport } from '../transport/transport';
import { vllmOptionProblems } from '../vllmOnly';
import type { Body } from '../wire/body';
import { encodeComplete, encodeGenerate, withExtra, type Delivery } from '../wire/requests';

/** A server as the routes see it: how it is reached, and how it is spoken to. */
export interface ServerClient {
  readonly transport: Transport;
  readonly protocol: Protocol;
}

/**
 * All that one kind of server has of its own where text is generated; the other files here are the
 * same for all kinds.
 */
export interface Protocol {
  readonly kind: ProviderKind;
  /** How a thought may be ended and its answer had, in the order in which that is tried. */
  readonly answerMethods: readonly AnswerMethod[];
  readonly openings: OpeningFinder;
  /** Learns what must be known before a request is sent, changes what must be changed, and encodes it. */
  prepare(routed: RoutedRequest, options: CallOptions): Promise<PreparedRequest>;
  /** What to throw for a request that failed: its error, said better where more is found out. */
  explain(failed: FailedCall): Promise<unknown>;
}

/** A request for text, and the route that it goes to. */
export type RoutedRequest =
  | { readonly route: 'chat'; readonly delivery: Delivery; readonly request: GenerateRequest }
  | { readonly route: 'completions'; readonly request: CompleteRequest };

/** A body ready to be sent, and how its answer is to be read. */
export interface PreparedRequest extends AnswerReadOptions {
  readonly body: Body;
  /** Of a conversation's answer; a raw prompt is continued as `raw` text, whatever stands here. */
  readonly opening: ThoughtOpening;
}

/** A request that was sent, and what was thrown. */
export interface FailedCall {
  readonly error: unknown;
  /** Absent where it was for no model. */
  readonly model: string | undefined;
  readonly options: CallOptions;
}

/** Finds out where the answers to conversations begin. */
export interface OpeningFinder {
  of(request: GenerateRequest, call: CallOptions): Promise<ThoughtOpening>;
  /** An answer ended a thought that nobody saw begin. */
  doubt(request: GenerateRequest): void;
}

/** Any OpenAI-compatible server: asked for what all of them know, and what is left out is told. */
export const openaiProtocol: Protocol = {
  kind: 'openai',
  answerMethods: ['asked-again'],
  // Only vLLM tells how it renders a conversation.
  openings: { of: () => Promise.resolve('unsure'), doubt: () => undefined },
  async prepare(routed, { signal }) {
    throwIfAborted(signal);
    const { request } = routed;
    return Promise.resolve({
      body: withExtra(encodeRequest(routed), request.extraBody),
      asked: request,
      opening: 'unsure',
      problems: vllmOptionProblems(request),
    });
  },
  explain: ({ error }) => Promise.resolve(error),
};

/** A body that every OpenAI-compatible server understands. */
export function encodeRequest(routed: RoutedRequest): Body {
  return routed.route === 'chat'
    ? encodeGenerate(routed.request, routed.delivery)
    : encodeComplete(routed.request);
}
