import type { CallOptions } from './llm';

/** For what is asked in passing: it ends with the request, and is not what the journal shows. */
export function sideRequestOptions({ signal, urgency }: CallOptions): CallOptions {
  return { ...(signal && { signal }), ...(urgency && { urgency }) };
}

/** Milliseconds. What is asked in front of an answer must not hold it up for long. */
const sideRequestTimeout = 5_000;

/**
 * For what is asked in passing and generates nothing: silence then means that nobody will answer,
 * so the timeout is short.
 */
export function briefSideRequestOptions(options: CallOptions): CallOptions {
  return {
    ...sideRequestOptions(options),
    timeout: Math.min(sideRequestTimeout, options.timeout ?? sideRequestTimeout),
  };
}
