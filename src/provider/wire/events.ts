import { beyondBounds, parseJson } from '../../base/json';
import { JsonSequence } from '../../base/jsonSequence';
import { ProviderError } from '../errors';
import type { StreamEvent, Usage } from '../result';
import { wholeNumber } from './calls';
import { nothingBefore, readChoices, unreadable, type Before, type ReadChoice } from './choices';
import { errorInstead, errorWithin } from './errorBody';
import { fieldsOf, holdsProse, holdsWordField, mayHoldWords, without } from './words';

/**
 * The events in one chunk of a stream. What of it cannot be read is a `problem`, so that the rest
 * still arrives; an error that the server reports inside a 200 is thrown (reference, section 7.6).
 */
export function decodeChunk(data: string): StreamEvent[] {
  return decodeNext(data, nothingBefore);
}

/** The same in a stream that has brought something already. */
export function decodeNext(data: string, before: Before): StreamEvent[] {
  if (isNothing(data)) return [];
  return ofChunk(parseJson(data), before) ?? severalIn(data, before) ?? [unreadable(data)];
}

/** What proxies send to keep a connection open. */
function isNothing(data: string): boolean {
  return data.length < 20 && /^\s*(?:null)?\s*$/.test(data);
}

/** The events in a whole answer; one that cannot be read is an error. */
export function decodeAnswer(json: unknown): StreamEvent[] {
  const choices = choicesInOne(json);
  // Some servers count from one.
  const first = choices.find(({ index }) => index === 0) ?? choices[0];
  const events = first?.events ?? [];
  return [...events, ...elsewhere(json, events), ...ofUsage(fieldsOf(json)?.['usage'])];
}

/** The same for one that may have come in several pieces. */
export function decodeObjects(objects: readonly unknown[]): StreamEvent[] {
  const [only, ...others] = objects;
  if (others.length === 0) return decodeAnswer(only);
  if (!objects.some((object) => Array.isArray(fieldsOf(object)?.['choices']))) throw noAnswer();
  return objects.flatMap((object) => ofChunk(object, nothingBefore) ?? [unreadable(object)]);
}

/** All answers that these objects hold; what cannot be read is an error, and what says that it is one. */
export function choicesIn(objects: readonly unknown[]): readonly ReadChoice[] {
  const [only, ...others] = objects;
  if (others.length === 0) return withElsewhere(choicesInOne(only), only);
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

/** Told with the first of them. */
function withElsewhere(choices: readonly ReadChoice[], json: unknown): readonly ReadChoice[] {
  const more = elsewhere(
    json,
    choices.flatMap(({ events }) => events),
  );
  return choices.map((choice, at) =>
    at === 0 ? { ...choice, events: [...choice.events, ...more] } : choice,
  );
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
function ofChunk(json: unknown, before: Before): StreamEvent[] | undefined {
  const chunk = fieldsOf(json);
  if (!chunk) return undefined;
  if (chunk['error'] || chunk['object'] === 'error') refuseError(json);
  const choices = readChoices(chunk['choices'], before);
  const usage = ofUsage(chunk['usage']);
  const isOver = before.state === 'ended';
  if (choices) {
    const events = choices.flatMap(ofFirst);
    return [...events, ...(isOver ? [] : elsewhere(json, events)), ...usage];
  }
  const error = usage.length === 0 ? errorInstead(json, undefined) : undefined;
  if (error) throw error;
  return !isOver && mayHoldWords(without(chunk, frame)) ? undefined : usage;
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
  return holdsWordField(others) || holdsProse(others) ? [unreadable(others)] : [];
}

/** The events of chunks that came as one, in lines or in a list. */
function severalIn(data: string, before: Before): StreamEvent[] | undefined {
  if (beyondBounds(data) !== undefined) return undefined;
  const sequence = new JsonSequence();
  const chunks = [...sequence.push(data), ...sequence.flush()];
  if (chunks.length === 0 || chunks[0] === data) return undefined;
  const events = chunks.flatMap(
    (chunk) => ofChunk(parseJson(chunk), before) ?? [unreadable(chunk)],
  );
  return sequence.hasSkipped ? [...events, unreadable(data)] : events;
}

/** Several answers are asked for elsewhere; here a second one can only be a person's own `n`. */
function ofFirst({ index, events }: ReadChoice): readonly StreamEvent[] {
  return index === 0 ? events : [];
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
