import type { ServerResponse } from 'node:http';
import type { Emulation } from '../emulation/emulation';
import type { ReaderPace } from '../generation/readerPace';
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
  void writeInSlices(response, bytes);
}

/** Bytes that are handed over at once: what is taken of one shows that somebody reads. */
const sliceLength = 64 * 1024;

async function writeInSlices(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += sliceLength) {
    await writeWhenRoom(response, bytes.subarray(at, at + sliceLength));
  }
  response.end();
}

/** Writes, and resolves when the reader has taken enough for more, or has gone. */
export async function writeWhenRoom(
  response: ServerResponse,
  data: string | Uint8Array,
  pace?: ReaderPace,
): Promise<void> {
  if (response.destroyed || response.write(data)) return;
  pace?.fallBehind();
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
  });
  pace?.catchUp();
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
