import type { ThoughtOpening } from '../reasoning/thinkSplitter';
import type { CallOptions } from './llm';
import type { Problem } from './result';
import type { Body } from './wire/body';

/** A request as it will be sent, and how its answer is to be read. */
export interface PreparedRequest<Request> {
  readonly request: Request;
  readonly opening: ThoughtOpening;
  readonly contextWindow: number | undefined;
  readonly problems: readonly Problem[];
}

/** A body ready to send, and what of the request this kind of server cannot do. */
export interface EncodedRequest {
  readonly body: Body;
  readonly problems: readonly Problem[];
}

/** For what is asked in passing: it ends with the request, and is not what the journal shows. */
export function sideRequestOptions({ signal, urgency }: CallOptions): CallOptions {
  return { ...(signal && { signal }), ...(urgency && { urgency }) };
}

export function unchangedRequest<Request>(request: Request): PreparedRequest<Request> {
  return { request, opening: 'answer', contextWindow: undefined, problems: [] };
}
