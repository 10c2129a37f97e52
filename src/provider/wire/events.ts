import { jsonLimitProblem, maxJsonDepth, parseJson, type JsonLimits } from '../../base/json';
import { JsonSequence } from '../../base/jsonSequence';
import { ProviderError } from '../errors';
import type { StreamEvent, Usage } from '../result';
import {
  nothingBefore,
  readChoices,
  unreadableProblem,
  type ReadChoice,
  type SaidBefore,
} from './choices';
import { errorInPlace, errorInSuccess } from './errorBody';
import { fieldsOf, holdsProse, holdsWordField, mayContainText, without } from './text';
import { wholeNumber } from './toolCalls';

/** How far a stream has been read. */
export interface ChunkReading extends SaidBefore {
  /**
   * The number of the answer that is read. Where one was asked for it is the first that comes, since
   * some servers count from one: `undefined` until then.
   */
  answer: number | undefined;
}

/** A stream that has not begun. */
export const newReading = (answer: 0 | undefined): ChunkReading => ({ ...nothingBefore, answer });

/**
 * The events in one chunk of a stream. What of it cannot be read is a `problem`, so that the rest
 * still arrives; an error that the server reports inside a 200 is thrown (reference, section 7.6).
 */
export function decodeChunk(data: string, reading = newReading(0)): StreamEvent[] {
  if (isNothing(data)) return [];
  return (
    chunkEvents(parseJson(data, chunkLimits), reading) ??
    severalChunksEvents(data, reading) ?? [unreadableProblem(data)]
  );
}

/** A chunk is a few tokens: what is wider keeps whoever reads it busy for seconds. */
const chunkLimits: JsonLimits = { depth: maxJsonDepth, values: 50_000 };

/** What proxies send to keep a connection open. */
function isNothing(data: string): boolean {
  return data.length < 20 && /^\s*(?:null)?\s*$/.test(data);
}

/** The events of chunks that came as one, in lines or in a list. */
function severalChunksEvents(data: string, reading: ChunkReading): StreamEvent[] | undefined {
  if (jsonLimitProblem(data) !== undefined) return undefined;
  const sequence = new JsonSequence();
  const chunks = [...sequence.push(data), ...sequence.flush()];
  if (chunks.length === 0 || chunks[0] === data) return undefined;
  const events = chunks.flatMap(
    (chunk) => chunkEvents(parseJson(chunk, chunkLimits), reading) ?? [unreadableProblem(chunk)],
  );
  return sequence.hasSkipped ? [...events, unreadableProblem(data)] : events;
}

/** `undefined` where nothing of it is what a server sends in a stream. */
function chunkEvents(json: unknown, reading: ChunkReading): StreamEvent[] | undefined {
  const chunk = fieldsOf(json);
  if (!chunk) return undefined;
  refuseError(json);
  const isOver = reading.state === 'ended';
  const choices = readChoices(chunk['choices'], reading);
  const usage = usageEvents(chunk['usage']);
  if (choices) {
    const events = choicesRead(choices, reading).flatMap((choice) => choice.events);
    return [...events, ...(isOver ? [] : unreadBesideChoices(json, events)), ...usage];
  }
  const error = usage.length === 0 ? errorInPlace(json, undefined) : undefined;
  if (error) throw error;
  return !isOver && mayContainText(without(chunk, aroundChoices)) ? undefined : usage;
}

/** Several answers are asked for elsewhere; here a second one can only be a person's own `n`. */
function choicesRead(choices: readonly ReadChoice[], reading: ChunkReading): readonly ReadChoice[] {
  reading.answer ??= firstOf(choices)?.index;
  return choices.filter(({ index }) => index === reading.answer);
}

function firstOf(choices: readonly ReadChoice[]): ReadChoice | undefined {
  return choices.find(({ index }) => index === 0) ?? choices[0];
}

/** The events in a whole answer; one that cannot be read is an error. */
export function decodeAnswer(json: unknown): StreamEvent[] {
  const events = firstOf(choicesInOne(json))?.events ?? [];
  const usage = usageEvents(fieldsOf(json)?.['usage']);
  return [...events, ...unreadBesideChoices(json, events), ...usage];
}

/**
 * The events in a whole answer that may have come in several pieces. A piece that is a text could
 * not be read, and is told as a problem.
 */
export function decodeObjects(pieces: readonly unknown[]): StreamEvent[] {
  const { objects, unread } = partPieces(pieces);
  return [...eventsOfObjects(objects), ...unread];
}

function eventsOfObjects(objects: readonly unknown[]): StreamEvent[] {
  const [only, ...others] = objects;
  if (others.length === 0) return decodeAnswer(only);
  if (!objects.some((object) => Array.isArray(fieldsOf(object)?.['choices'])))
    throw noChoicesError();
  const reading = newReading(undefined);
  return objects.flatMap((object) => chunkEvents(object, reading) ?? [unreadableProblem(object)]);
}

interface PartedPieces {
  readonly objects: readonly unknown[];
  readonly unread: readonly StreamEvent[];
}

function partPieces(pieces: readonly unknown[]): PartedPieces {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  const unread = texts.filter((text) => !isNothing(text)).map(unreadableProblem);
  return { objects: pieces.filter((piece) => typeof piece !== 'string'), unread };
}

/** All answers that these pieces hold; what cannot be read is an error, and what says that it is one. */
export function choicesIn(pieces: readonly unknown[]): readonly ReadChoice[] {
  const { objects, unread } = partPieces(pieces);
  return withMore(choicesAmong(objects), unread);
}

function choicesAmong(objects: readonly unknown[]): readonly ReadChoice[] {
  const [only, ...others] = objects;
  if (others.length > 0) return joinPieces(objects);
  const choices = choicesInOne(only);
  const events = choices.flatMap((choice) => choice.events);
  return withMore(choices, unreadBesideChoices(only, events));
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

/** The answers of which these objects hold pieces, each under its number. */
function joinPieces(objects: readonly unknown[]): readonly ReadChoice[] {
  const byIndex = new Map<number, ReadChoice[]>();
  for (const piece of objects.flatMap(
    (object) => readChoices(fieldsOf(object)?.['choices']) ?? [],
  )) {
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

/** What stands around an answer, and says nothing of it. */
const aroundChoices: ReadonlySet<string> = new Set([
  ...['id', 'object', 'type', 'created', 'model', 'usage'],
  ...['system_fingerprint', 'service_tier', 'provider', 'timings', 'x_groq', 'citations'],
  ...['prompt_filter_results', 'search_results', 'prompt_logprobs', 'kv_transfer_params'],
]);
const choicesAndAround: ReadonlySet<string> = new Set([...aroundChoices, 'choices']);

/** What may be words beside choices that say nothing. */
function unreadBesideChoices(
  json: unknown,
  events: readonly StreamEvent[],
): readonly StreamEvent[] {
  if (events.some(({ type }) => type !== 'finish' && type !== 'logprobs')) return [];
  const others = without(fieldsOf(json) ?? {}, choicesAndAround);
  return holdsWordField(others) || holdsProse(others) ? [unreadableProblem(others)] : [];
}

function usageEvents(value: unknown): StreamEvent[] {
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
