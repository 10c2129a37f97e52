import type { IncomingMessage } from 'node:http';
import { ApiError, DetailError } from './apiError';
import { findJsonProblem } from './jsonProblem';
import { MediaTypeError, validationError } from './validationError';

/** Larger bodies are refused unread; a prompt that fits the model is far smaller. */
const maxBodyBytes = 32 * 1024 * 1024;

/** Where Python gives up; code below may recurse into what is read. */
const maxDepth = 900;

const unreadable = 'There was an error parsing the body';

/** Reads a body as JSON, or throws vLLM's 400; an empty body is `undefined`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  checkContentType(request.headers['content-type']);
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const text = decodeUtf8(bytes);
  try {
    const body: unknown = JSON.parse(text);
    if (isDeeperThan(body, maxDepth)) throw new DetailError(400, unreadable);
    return body;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const problem = findJsonProblem(text) ?? { position: 0, error: messageOf(error) };
    throw validationError([
      {
        type: 'json_invalid',
        message: 'JSON decode error',
        input: {},
        path: [problem.position],
        context: { error: problem.error },
      },
    ]);
  }
}

function checkContentType(header: string | undefined): void {
  const mediaType = header?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return;
  throw new MediaTypeError();
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read on without keeping anything, so that the client hears the answer.
    if (length <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length <= maxBodyBytes) return Buffer.concat(chunks);
  const message = `The request body is larger than ${maxBodyBytes} bytes.`;
  throw new ApiError(413, message, 'Request Entity Too Large');
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DetailError(400, unreadable);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether lists and dictionaries nest deeper than `limit`; does not recurse itself. */
function isDeeperThan(value: unknown, limit: number): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > limit) return true;
    for (const child of Object.values(next.value)) {
      if (typeof child === 'object') open.push({ value: child, depth: next.depth + 1 });
    }
  }
  return false;
}
