import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web';
import { ProviderError } from '../errors';
import type { Silence } from './silence';

export function byteReader(
  response: Response,
): ReadableStreamDefaultReader<Uint8Array> | undefined {
  const body: ReadableStream<Uint8Array> | null = response.body;
  return body?.getReader();
}

export function parseBody(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = text.slice(0, 80).replace(/\s+/g, ' ');
    throw new ProviderError('bad-response', `the answer is not JSON: ${start}`, { url, cause });
  }
}

/** All of a body; each of its pieces may take as long as the first. Throws a `RangeError`. */
export async function readWhole(
  response: Response,
  silence: Silence,
  limit: number,
): Promise<string> {
  const reader = byteReader(response);
  if (!reader) return '';
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await silence.watch(reader.read());
    if (done) break;
    pieces.push(value);
    length += value.length;
    if (length > limit) throw new RangeError(`an answer of over ${limit} bytes`);
  }
  return new TextDecoder().decode(Buffer.concat(pieces, length));
}

/** No more than so many characters of a body. */
export async function readBounded(
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
