import { parseJson } from '../../base/json';
import type { StreamEvent } from '../result';
import type { Body } from './body';
import { decodeChunk, onlyAnswerReader } from './events';

type Said = Extract<StreamEvent, { type: 'text-delta' | 'reasoning-delta' }>;

/** A chunk around the JSON string that it brought. */
interface Mould {
  readonly type: Said['type'];
  /** Up to the string's opening quote, without it. */
  readonly before: string;
  /** From behind the string's closing quote. */
  readonly after: string;
}

/** Chunks of one stream that may be looked at for what they have in common; the thought's and the answer's differ. */
const mostMoulds = 8;

/** For what this was the question of: a stream has one answer, but for a person's own fields. */
export function chunkReaderFor(body: Body): ChunkReader {
  const counts = [body['n'], body['best_of']];
  const isOne = counts.every((count) => count === undefined || count === 1);
  return new ChunkReader(isOne ? onlyAnswerReader() : decodeChunk);
}

/**
 * Reads the chunks of one stream, with the same result as reading each alone. A server writes
 * them alike, so a chunk that differs from an earlier one only inside its string is not read again
 * but for that string: parsing and checking all of it for each token cost more than the network.
 */
export class ChunkReader {
  private mould: Mould | undefined;
  private moulds = 0;

  /** @param decode what reads a chunk alone */
  constructor(private readonly decode: (data: string) => readonly StreamEvent[] = decodeChunk) {}

  /** Adds the events of `data` to `events`. Throws as `decode` does. */
  read(data: string, events: StreamEvent[]): void {
    const text = this.mould && textWithin(this.mould, data);
    // Where a chunk says nothing there, it may say something elsewhere.
    if (this.mould && text) {
      events.push({ type: this.mould.type, text });
      return;
    }
    const decoded = this.decode(data);
    for (const event of decoded) events.push(event);
    const [only, another] = decoded;
    if (only && !another && isSaid(only) && this.moulds < mostMoulds) {
      this.moulds++;
      this.mould = mouldOf(data, only, this.decode) ?? this.mould;
    }
  }
}

/**
 * The string in `data`, if the rest of it is the mould's. What stands there and parses as a string
 * is one string and nothing else.
 */
function textWithin({ before, after }: Mould, data: string): string | undefined {
  if (!data.startsWith(before) || !data.endsWith(after)) return undefined;
  const value = parseJson(data.slice(before.length, data.length - after.length));
  return typeof value === 'string' ? value : undefined;
}

/** Told apart from all that a server says. */
const probe = 'trellis reads a probe here';

/** The mould of a chunk, where another string in the place of the one found would be what is read. */
function mouldOf(
  data: string,
  { type, text }: Said,
  decode: (data: string) => readonly StreamEvent[],
): Mould | undefined {
  const quoted = JSON.stringify(text);
  const at = data.indexOf(quoted);
  if (at === -1) return undefined;
  const mould = { type, before: data.slice(0, at), after: data.slice(at + quoted.length) };
  const [only, another] = decode(`${mould.before}"${probe}"${mould.after}`);
  const holds = only && !another && isSaid(only) && only.type === type && only.text === probe;
  return holds ? mould : undefined;
}

function isSaid(event: StreamEvent): event is Said {
  return event.type === 'text-delta' || event.type === 'reasoning-delta';
}
