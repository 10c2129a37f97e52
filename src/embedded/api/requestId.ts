import type { IncomingMessage } from 'node:http';
import type { Emulation } from '../emulation/emulation';

export interface RequestIdSources {
  readonly request: IncomingMessage;
  readonly fromBody: string | undefined;
  readonly emulation: Emulation;
  readonly createId: () => string;
}

/** The id of an answer: the header wins over the body, and both over a random one (vLLM ≥ 0.10). */
export function requestId(
  prefix: 'cmpl' | 'chatcmpl',
  { request, fromBody, emulation, createId }: RequestIdSources,
): string {
  const header = emulation.has('requestIdHeader') ? request.headers['x-request-id'] : undefined;

  const given = Array.isArray(header) ? header[0] : header;
  const inBody =
    prefix === 'chatcmpl' || emulation.has('requestIdsInCompletions') ? fromBody : undefined;
  return `${prefix}-${given ?? inBody ?? createId()}`;
}
