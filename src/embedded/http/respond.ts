import type { ServerResponse } from 'node:http';
import type { Emulation } from '../emulation/emulation';
import { toApiError } from './apiError';
import { errorBody } from './errorBody';

export function respondJson(response: ServerResponse, status: number, body: unknown): void {
  respond(response, status, { type: 'application/json', text: JSON.stringify(body) });
}

export function respond(
  response: ServerResponse,
  status: number,
  content?: { readonly type: string | undefined; readonly text: string },
): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  if (content?.type !== undefined) response.setHeader('content-type', content.type);
  const bytes = Buffer.from(content?.text ?? '');
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

export function respondError(response: ServerResponse, error: unknown, emulation: Emulation): void {
  const answer = toApiError(error);
  respondJson(response, answer.status, errorBody(answer, emulation));
}
