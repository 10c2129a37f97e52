import { beyondBounds, parseJson } from '../../base/json';
import { JsonSequence } from '../../base/jsonSequence';
import { ProviderError } from '../errors';
import type { StreamEvent, Usage } from '../result';
import { wholeNumber } from './calls';
import { readChoices, unreadable, type ReadChoice } from './choices';
import { errorInstead, errorWithin } from './errorBody';
import { fieldsOf, mayHoldWords } from './words';

/**
 * The events in one chunk of a stream. What of it cannot be read is a `problem`, so that the rest
 * still arrives; an error that the server reports inside a 200 is thrown (reference, section 7.6).
 */
export function decodeChunk(data: string): StreamEvent[] {
  return decode(data, firstAnswer);
}

/**
 * Reads the chunks of a stream for which one answer was asked for: the one that comes first is read,
 * whatever number it has, and no other is mixed into it.
 */
export function onlyAnswerReader(): (data: string) => StreamEvent[] {
  const only = onlyAnswer();
  return (data) => decode(data, only);
}

/** Which of the answers in a chunk are the one that is read. */
type Choose = (choices: readonly ReadChoice[]) => readonly ReadChoice[];

const firstAnswer: Choose = (choices) => choices.filter(({ index }) => index === 0);

/** Some servers count from one. */
function onlyAnswer(): Choose {
  let number: number | undefined;
  return (choices) => {
    number ??= firstAnswer(choices)[0]?.index ?? choices[0]?.index;
    return choices.filter(({ index }) => index === number);
  };
}

function decode(data: string, pick: Choose): StreamEvent[] {
  return ofChunk(parseJson(data), pick) ?? severalIn(data, pick) ?? [unreadable(data)];
}

/** The events in a whole answer; one that cannot be read is an error. */
export function decodeAnswer(json: unknown): StreamEvent[] {
  const [first] = onlyAnswer()(choicesInOne(json));
  return [...(first?.events ?? []), ...ofUsage(fieldsOf(json)?.['usage'])];
}

/** The same for one that may have come in several pieces. */
export function decodeObjects(objects: readonly unknown[]): StreamEvent[] {
  const [only, ...others] = objects;
  if (others.length === 0) return decodeAnswer(only);
  if (!objects.some((object) => Array.isArray(fieldsOf(object)?.['choices']))) throw noAnswer();
  const choose = onlyAnswer();
  return objects.flatMap((object) => ofChunk(object, choose) ?? [unreadable(object)]);
}

/** All answers that these objects hold; what cannot be read is an error, and what says that it is one. */
export function choicesIn(objects: readonly unknown[]): readonly ReadChoice[] {
  const [only, ...others] = objects;
  if (others.length === 0) return choicesInOne(only);
  const pieces = objects.flatMap((object) => readChoices(fieldsOf(object)?.['choices']) ?? []);
  const indices = [...new Set(pieces.map(({ index }) => index))];
  return indices.map((index) => {
    const own = pieces.filter((piece) => piece.index === index);
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
  throw errorInstead(json, undefined) ?? noAnswer();
}

export function noAnswer(): ProviderError {
  return new ProviderError('bad-response', 'the answer holds no choices');
}

/** Beside choices or in their stead; whatever it is, it goes first (reference, section 7.6). */
function refuseError(json: unknown): void {
  const error = errorWithin(json, undefined);
  if (error) throw error;
}

/** `undefined` where nothing of it is what a server sends in a stream. */
function ofChunk(json: unknown, pick: Choose): StreamEvent[] | undefined {
  const chunk = fieldsOf(json);
  if (!chunk) return undefined;
  if (chunk['error'] || chunk['object'] === 'error') refuseError(json);
  const choices = readChoices(chunk['choices']);
  const usage = ofUsage(chunk['usage']);
  if (choices) return [...pick(choices).flatMap(({ events }) => events), ...usage];
  const error = usage.length === 0 ? errorInstead(json, undefined) : undefined;
  if (error) throw error;
  const others = Object.entries(chunk).filter(([name]) => !frame.has(name));
  return mayHoldWords(Object.fromEntries(others)) ? undefined : usage;
}

/** What stands around an answer, and says nothing of it. */
const frame: ReadonlySet<string> = new Set([
  ...['id', 'object', 'type', 'created', 'model', 'usage'],
  ...['system_fingerprint', 'service_tier', 'provider'],
]);

/** The events of chunks that came as one, in lines or in a list. */
function severalIn(data: string, pick: Choose): StreamEvent[] | undefined {
  if (beyondBounds(data) !== undefined) return undefined;
  const sequence = new JsonSequence();
  const chunks = [...sequence.push(data), ...sequence.flush()];
  if (chunks.length === 0 || chunks[0] === data) return undefined;
  const events = chunks.flatMap((chunk) => ofChunk(parseJson(chunk), pick) ?? [unreadable(chunk)]);
  return sequence.hasSkipped ? [...events, unreadable(data)] : events;
}

function ofUsage(value: unknown): StreamEvent[] {
  const usage = fieldsOf(value);
  const promptTokens = wholeNumber(usage?.['prompt_tokens']);
  if (promptTokens === undefined) return [];
  const counted: Usage = {
    promptTokens,
    completionTokens: wholeNumber(usage?.['completion_tokens']) ?? 0,
    cachedTokens: wholeNumber(fieldsOf(usage?.['prompt_tokens_details'])?.['cached_tokens']),
    reasoningTokens: wholeNumber(
      fieldsOf(usage?.['completion_tokens_details'])?.['reasoning_tokens'],
    ),
  };
  return [{ type: 'usage', usage: counted }];
}
