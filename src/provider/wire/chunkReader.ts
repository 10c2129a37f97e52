import { parseJson } from '../../base/json';
import type { StreamEvent } from '../result';
import type { Body } from './body';
import { decodeChunk, newReading, type ChunkReading } from './events';

type WordsEvent = Extract<StreamEvent, { type: 'text-delta' | 'reasoning-delta' }>;

/** A chunk without the JSON string whose words are its one event. */
interface ChunkTemplate {
  readonly type: WordsEvent['type'];
  /** Up to the string's opening quote, without it. */
  readonly before: string;
  /** From behind the string's closing quote. */
  readonly after: string;
}

/** Chunks of one stream that may be looked at for what they have in common; the thought's and the answer's differ. */
const maxTemplates = 8;

/** For what this was the question of: a stream has one answer, but for a person's own fields. */
export function chunkReaderFor(body: Body): ChunkReader {
  const counts = [body['n'], body['best_of']];
  const isOne = counts.every((count) => count === undefined || count === 1);
  return new ChunkReader(newReading(isOne ? undefined : 0));
}

/**
 * Reads the chunks of one stream, with the same result as `decodeChunk` for each. A server writes
 * them alike, so a chunk that differs from an earlier one only inside its string is not read again
 * but for that string: parsing and checking all of it for each token cost more than the network.
 */
export class ChunkReader {
  private template: ChunkTemplate | undefined;
  private templates = 0;

  constructor(private readonly reading: ChunkReading = newReading(0)) {}

  /** Adds the events of `data` to `events`. Throws as `decodeChunk` does. */
  read(data: string, events: StreamEvent[]): void {
    const known = this.template && eventByTemplate(this.template, data);
    if (known) {
      this.note(known);
      events.push(known);
      return;
    }
    const decoded = decodeChunk(data, this.reading);
    for (const event of decoded) {
      this.note(event);
      events.push(event);
    }
    const words = onlyWords(decoded);
    if (words && this.templates < maxTemplates) {
      this.templates++;
      this.template = templateOf(data, words, this.reading.answer) ?? this.template;
    }
  }

  private note(event: StreamEvent): void {
    const { reading } = this;
    if (event.type === 'text-delta') reading.text += event.text;
    else if (event.type === 'reasoning-delta') reading.reasoning += event.text;
    else if (event.type === 'tool-call-start') reading.calls = 'some';
    else if (event.type === 'finish') reading.state = 'ended';
  }
}

/**
 * The event of a chunk that is the template's but for its string. What stands there and parses as a
 * string is one string and nothing else. Where it says nothing, or blanks, the chunk may say
 * something elsewhere.
 */
function eventByTemplate(
  { type, before, after }: ChunkTemplate,
  data: string,
): WordsEvent | undefined {
  if (!data.startsWith(before) || !data.endsWith(after)) return undefined;
  const text = parseJson(data.slice(before.length, data.length - after.length));
  return typeof text === 'string' && text.trim() !== '' ? { type, text } : undefined;
}

/** Told apart from all that a server says; one word, so that it hides none that stand beside it. */
const probe = 'trellis-reads-a-probe-here';

/** The template of a chunk, where another string in the place of the one found would be what is read. */
function templateOf(
  data: string,
  { type, text }: WordsEvent,
  answer: ChunkReading['answer'],
): ChunkTemplate | undefined {
  const quoted = JSON.stringify(text);
  const at = data.indexOf(quoted);
  if (at === -1) return undefined;
  const template = { type, before: data.slice(0, at), after: data.slice(at + quoted.length) };
  // Where what is read depends on what came before, a chunk is no template.
  const saidBefore = { text: probe, reasoning: probe, calls: 'some', state: 'goes on' } as const;
  const probed = `${template.before}"${probe}"${template.after}`;
  const words = onlyWords(decodeChunk(probed, { ...saidBefore, answer }));
  return words?.type === type && words.text === probe ? template : undefined;
}

/** The words of a chunk that says nothing else. */
function onlyWords([only, another]: readonly StreamEvent[]): WordsEvent | undefined {
  const isWords = only?.type === 'text-delta' || only?.type === 'reasoning-delta';
  return isWords && !another ? only : undefined;
}
