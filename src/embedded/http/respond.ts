import type { ServerResponse } from 'node:http';
import type { Emulation } from '../emulation/emulation';
import { CrashError, SilentCrashError, toApiError } from './apiError';
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
  if (answer instanceof SilentCrashError) {
    respond(response, answer.status, { type: 'text/plain; charset=utf-8', text: answer.message });
    return;
  }
  const hidden = answer instanceof CrashError && emulation.has('crashesAnswered200');
  respondJson(response, hidden ? 200 : answer.status, errorBody(answer, emulation));
}
