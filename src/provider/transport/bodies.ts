import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web';
import { jsonLimitProblem, parseJson } from '../../base/json';
import { ProviderError } from '../errors';
import type { SilenceTimeout } from './silenceTimeout';
import { isDoneEvent } from './sse';
import { StreamFormatParser } from './streamFormatParser';
import { isWide, readUtf8, type Utf8Text } from './utf8';

export function byteReader(
  response: Response,
): ReadableStreamDefaultReader<Uint8Array> | undefined {
  const body: ReadableStream<Uint8Array> | null = response.body;
  return body?.getReader();
}

/** Throws a `ProviderError` for what is not JSON, or more of it than is read. */
export function parseBody(
  text: string,
  from: { readonly url: string; readonly status: number },
): unknown {
  const beyond = jsonLimitProblem(text);
  if (beyond !== undefined) {
    throw new ProviderError('bad-response', `the answer ${beyond}`, from);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProviderError('bad-response', notJson(text, from.status), { ...from, cause });
  }
}

/**
 * The objects that a body consists of: one, unless the server streams unasked. What of a stream is no
 * JSON stays a text. Throws as `parseBody` does.
 */
export function parseObjects(
  text: string,
  from: { readonly url: string; readonly status: number },
): readonly unknown[] {
  try {
    const json = parseBody(text, from);
    return Array.isArray(json) ? json : [json];
  } catch (error) {
    if (jsonLimitProblem(text) !== undefined) throw error;
    const pieces = piecesOf(text, from).map((piece) => parseJson(piece) ?? piece);
    if (pieces.every((piece) => typeof piece === 'string')) throw error;
    return pieces;
  }
}

function piecesOf(
  text: string,
  from: { readonly url: string; readonly status: number },
): readonly string[] {
  const parser = new StreamFormatParser({ type: '', longest: text.length, ...from });
  try {
    const pieces = [...parser.push(text), ...parser.flush()];
    const end = pieces.findIndex(isDoneEvent);
    return end === -1 ? pieces : pieces.slice(0, end);
  } catch {
    return [];
  }
}

function notJson(text: string, status: number): string {
  if (text === '') return `an empty answer with the status ${status}`;
  if (isWide(text)) return 'the answer is not UTF-8';
  return `the answer is not JSON: ${text.slice(0, 80).replace(/\s+/g, ' ')}`;
}

/** All of a body; each of its pieces may take as long as the first. Throws a `RangeError`. */
export async function readBody(
  response: Response,
  silence: SilenceTimeout,
  limit: number,
): Promise<Utf8Text> {
  const reader = byteReader(response);
  if (!reader) return readUtf8(new Uint8Array());
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await silence.watch(reader.read());
    if (done) break;
    pieces.push(value);
    length += value.length;
    if (length > limit) throw new RangeError(`an answer of over ${limit} bytes`);
  }
  return readUtf8(Buffer.concat(pieces, length));
}

/** No more than so many characters of a body. */
export async function readBodyUpTo(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < limit) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel().catch(() => undefined);
  return text.slice(0, limit);
}
