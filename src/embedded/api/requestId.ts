import type { IncomingMessage } from 'node:http';

export interface RequestIdSources {
  readonly request: IncomingMessage;
  readonly fromBody: string | undefined;
  readonly createId: () => string;
}

/** The id of an answer: the header wins over the body, and both over a random one (vLLM ≥ 0.10). */
export function requestId(
  prefix: 'cmpl' | 'chatcmpl',
  { request, fromBody, createId }: RequestIdSources,
): string {
  const header = request.headers['x-request-id'];
  const given = Array.isArray(header) ? header[0] : header;
  return `${prefix}-${given ?? fromBody ?? createId()}`;
}
