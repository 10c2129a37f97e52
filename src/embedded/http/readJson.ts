import type { IncomingMessage } from 'node:http';
import { measureJson } from '../../base/json';
import { ApiError, DetailError, overloaded } from './apiError';
import { findJsonProblem } from './jsonProblem';
import { MediaTypeError, validationError } from './validationError';

/** Larger bodies are refused unread; a prompt that fits the model is far smaller. */
const maxBodyBytes = 32 * 1024 * 1024;

/** All bodies that are being read, together. */
const maxHeldBytes = 8 * maxBodyBytes;

/** Room for the bodies that are being read. */
export class BodyRoom {
  private held = 0;

  /** Whether there is room for so many bytes more, which are held from now on. */
  take(bytes: number): boolean {
    if (this.held + bytes > maxHeldBytes) return false;
    this.held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}

/** Where Python gives up; code below may recurse into what is read. */
const maxDepth = 900;

/** No request has more; reading them takes seconds, in which nobody else is answered. */
const maxMembers = 100_000;
const maxFurther = 2_000_000;

const unreadable = 'There was an error parsing the body';

/** Reads a body as JSON, or throws vLLM's 400; an empty body is `undefined`. */
export async function readJson(request: IncomingMessage, room: BodyRoom): Promise<unknown> {
  checkContentType(request.headers['content-type']);
  const bytes = await readBytes(request, room);
  if (bytes.length === 0) return undefined;
  const text = decodeUtf8(bytes);
  checkMeasures(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
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

async function readBytes(request: IncomingMessage, room: BodyRoom): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  let held = 0;
  let refused = false;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      refused ||= length > maxBodyBytes || !room.take(chunk.length);
      if (!refused) {
        held += chunk.length;
        chunks.push(chunk);
      }
      // Read on without keeping anything, so that the client hears the answer.
      else chunks.length = 0;
    }
  } finally {
    room.give(held);
  }
  if (!refused) return Buffer.concat(chunks);
  if (length <= maxBodyBytes) throw overloaded();
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

function checkMeasures(text: string): void {
  const { depth, members, further } = measureJson(text);
  if (depth > maxDepth) throw new DetailError(400, unreadable);
  if (members <= maxMembers && further <= maxFurther) return;
  const message = `The request body holds more than ${maxMembers} members or ${maxFurther} elements.`;
  throw new ApiError(413, message, 'Request Entity Too Large');
}
