import { jsonLimitProblem, parseJson } from '../../base/json';
import { JsonSequence } from '../../base/jsonSequence';
import { ProviderError } from '../errors';
import type { StreamEvent, Usage } from '../result';
import { wholeNumber } from './toolCalls';
import {
  nothingBefore,
  readChoices,
  unreadableProblem,
  type Before,
  type ReadChoice,
} from './choices';
import { errorInPlace, errorInSuccess } from './errorBody';
import { fieldsOf, holdsProse, holdsWordField, mayContainText, without } from './text';

/** How a chunk is read. */
export interface ChunkReading {
  /**
   * The number of the answer that is read. Where one was asked for it is the first that comes, since
   * some servers count from one: `undefined` until then.
   */
  answer: number | undefined;
  /** What its stream has brought already. */
  readonly before: Before;
}

/** A stream that has not begun. */
export const newReading = (answer: 0 | undefined): ChunkReading => ({
  answer,
  before: { ...nothingBefore },
});

/**
 * The events in one chunk of a stream. What of it cannot be read is a `problem`, so that the rest
 * still arrives; an error that the server reports inside a 200 is thrown (reference, section 7.6).
 */
export function decodeChunk(data: string, reading = newReading(0)): StreamEvent[] {
  if (isNothing(data)) return [];
  return ofChunk(parseJson(data), reading) ?? severalIn(data, reading) ?? [unreadableProblem(data)];
}

/** What proxies send to keep a connection open. */
function isNothing(data: string): boolean {
  return data.length < 20 && /^\s*(?:null)?\s*$/.test(data);
}

/** The events in a whole answer; one that cannot be read is an error. */
export function decodeAnswer(json: unknown): StreamEvent[] {
  const [first] = pick(choicesInOne(json), newReading(undefined));
  const events = first?.events ?? [];
  return [...events, ...elsewhere(json, events), ...ofUsage(fieldsOf(json)?.['usage'])];
}

/** The same for one that may have come in several pieces; those that are a text could not be read. */
export function decodeObjects(pieces: readonly unknown[]): StreamEvent[] {
  const { objects, unread } = parted(pieces);
  return [...ofObjects(objects), ...unread];
}

function ofObjects(objects: readonly unknown[]): StreamEvent[] {
  const [only, ...others] = objects;
  if (others.length === 0) return decodeAnswer(only);
  if (!objects.some((object) => Array.isArray(fieldsOf(object)?.['choices'])))
    throw noChoicesError();
  const reading = newReading(undefined);
  return objects.flatMap((object) => ofChunk(object, reading) ?? [unreadableProblem(object)]);
}

interface Parted {
  readonly objects: readonly unknown[];
  readonly unread: readonly StreamEvent[];
}

function parted(pieces: readonly unknown[]): Parted {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  const unread = texts.filter((text) => !isNothing(text)).map(unreadableProblem);
  return { objects: pieces.filter((piece) => typeof piece !== 'string'), unread };
}

/** All answers that these pieces hold; what cannot be read is an error, and what says that it is one. */
export function choicesIn(pieces: readonly unknown[]): readonly ReadChoice[] {
  const { objects, unread } = parted(pieces);
  return withMore(choicesAmong(objects), unread);
}

function choicesAmong(objects: readonly unknown[]): readonly ReadChoice[] {
  const [only, ...others] = objects;
  if (others.length === 0) return withElsewhere(choicesInOne(only), only);
  const choices = objects.flatMap((object) => readChoices(fieldsOf(object)?.['choices']) ?? []);
  const byIndex = new Map<number, ReadChoice[]>();
  for (const piece of choices) {
    const own = byIndex.get(piece.index);
    if (own) own.push(piece);
    else byIndex.set(piece.index, [piece]);
  }
  return [...byIndex].map(([index, own]) => {
    const ids = own.flatMap((piece) => piece.ids ?? []);
    return {
      index,
      events: own.flatMap(({ events }) => events),
      ids: ids.length > 0 ? ids : undefined,
    };
  });
}

function withElsewhere(choices: readonly ReadChoice[], json: unknown): readonly ReadChoice[] {
  const events = choices.flatMap((choice) => choice.events);
  return withMore(choices, elsewhere(json, events));
}

/** Told with the first of them. */
function withMore(
  choices: readonly ReadChoice[],
  more: readonly StreamEvent[],
): readonly ReadChoice[] {
  return choices.map((choice, at) =>
    at === 0 ? { ...choice, events: [...choice.events, ...more] } : choice,
  );
}

function choicesInOne(json: unknown): readonly ReadChoice[] {
  refuseError(json);
  const choices = readChoices(fieldsOf(json)?.['choices']);
  if (choices) return choices;
  throw errorInPlace(json, undefined) ?? noChoicesError();
}

export function noChoicesError(): ProviderError {
  return new ProviderError('bad-response', 'the answer holds no choices');
}

/** Beside choices or in their stead; whatever it is, it goes first (reference, section 7.6). */
function refuseError(json: unknown): void {
  const error = errorInSuccess(json, undefined);
  if (error) throw error;
}

/** `undefined` where nothing of it is what a server sends in a stream. */
function ofChunk(json: unknown, reading: ChunkReading): StreamEvent[] | undefined {
  const chunk = fieldsOf(json);
  if (!chunk) return undefined;
  if (chunk['error'] || chunk['object'] === 'error') refuseError(json);
  const choices = readChoices(chunk['choices'], reading.before);
  const usage = ofUsage(chunk['usage']);
  const isOver = reading.before.state === 'ended';
  if (choices) {
    const events = pick(choices, reading).flatMap((choice) => choice.events);
    return [...events, ...(isOver ? [] : elsewhere(json, events)), ...usage];
  }
  const error = usage.length === 0 ? errorInPlace(json, undefined) : undefined;
  if (error) throw error;
  return !isOver && mayContainText(without(chunk, frame)) ? undefined : usage;
}

/** What stands around an answer, and says nothing of it. */
const frame: ReadonlySet<string> = new Set([
  ...['id', 'object', 'type', 'created', 'model', 'usage'],
  ...['system_fingerprint', 'service_tier', 'provider', 'timings', 'x_groq', 'citations'],
  ...['prompt_filter_results', 'search_results', 'prompt_logprobs', 'kv_transfer_params'],
]);
const aroundChoices: ReadonlySet<string> = new Set([...frame, 'choices']);

/** What may be words beside choices that say nothing. */
function elsewhere(json: unknown, events: readonly StreamEvent[]): readonly StreamEvent[] {
  if (events.some(({ type }) => type !== 'finish' && type !== 'logprobs')) return [];
  const others = without(fieldsOf(json) ?? {}, aroundChoices);
  return holdsWordField(others) || holdsProse(others) ? [unreadableProblem(others)] : [];
}

/** The events of chunks that came as one, in lines or in a list. */
function severalIn(data: string, reading: ChunkReading): StreamEvent[] | undefined {
  if (jsonLimitProblem(data) !== undefined) return undefined;
  const sequence = new JsonSequence();
  const chunks = [...sequence.push(data), ...sequence.flush()];
  if (chunks.length === 0 || chunks[0] === data) return undefined;
  const events = chunks.flatMap(
    (chunk) => ofChunk(parseJson(chunk), reading) ?? [unreadableProblem(chunk)],
  );
  return sequence.hasSkipped ? [...events, unreadableProblem(data)] : events;
}

/** Several answers are asked for elsewhere; here a second one can only be a person's own `n`. */
function pick(choices: readonly ReadChoice[], reading: ChunkReading): readonly ReadChoice[] {
  const first = choices.find(({ index }) => index === 0) ?? choices[0];
  reading.answer ??= first?.index;
  return choices.filter(({ index }) => index === reading.answer);
}

function ofUsage(value: unknown): StreamEvent[] {
  const usage = fieldsOf(value);
  const promptTokens = wholeNumber(usage?.['prompt_tokens'] ?? usage?.['input_tokens']);
  if (promptTokens === undefined) return [];
  const counted: Usage = {
    promptTokens,
    completionTokens: wholeNumber(usage?.['completion_tokens'] ?? usage?.['output_tokens']) ?? 0,
    cachedTokens: wholeNumber(fieldsOf(usage?.['prompt_tokens_details'])?.['cached_tokens']),
    reasoningTokens: wholeNumber(
      fieldsOf(usage?.['completion_tokens_details'])?.['reasoning_tokens'],
    ),
  };
  return [{ type: 'usage', usage: counted }];
}
