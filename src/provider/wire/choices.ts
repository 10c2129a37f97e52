import * as z from 'zod';
import type { FinishReason, Problem, StreamEvent, TokenLogprob } from '../result';
import { readToolCalls, wholeNumber, type ReadToolCalls } from './toolCalls';
import { fieldsOf, without, wordsOfMessage, type Fields, type ReadText } from './text';

/** One of the answers in a chunk, or in a whole answer. */
export interface ReadChoice {
  readonly index: number;
  readonly events: readonly StreamEvent[];
  /** Of its tokens, where the server gives them. */
  readonly ids: readonly number[] | undefined;
}

/** What a stream has brought before a chunk. */
export interface Before {
  text: string;
  reasoning: string;
  calls: 'some' | 'none';
  /** Whether the answer has ended: what comes behind that is no part of it. */
  state: 'goes on' | 'ended';
}

export const nothingBefore: Readonly<Before> = {
  text: '',
  reasoning: '',
  calls: 'none',
  state: 'goes on',
};

/**
 * The answers in a body of either route, streamed or whole: each has `text`, `delta` or `message`.
 * Where a part of one is of another shape, the words beside it are not lost with it. `undefined` where
 * there is no room for answers.
 */
export function readChoices(
  choices: unknown,
  before: Readonly<Before> = nothingBefore,
): readonly ReadChoice[] | undefined {
  if (Array.isArray(choices)) return choices.map((choice, at) => readChoice(choice, at, before));
  return fieldsOf(choices) && [readChoice(choices, 0, before)];
}

function readChoice(value: unknown, position: number, before: Readonly<Before>): ReadChoice {
  const choice = fieldsOf(value) ?? { text: value };
  const said = saidIn(choice, before);
  const words = wordsOfChoice(said);
  const calls = callsOfChoice(said);
  const { text, reasoning } = words;
  const unread = [...words.unread, ...calls.unread];
  const events: StreamEvent[] = [];
  if (reasoning !== '') events.push({ type: 'reasoning-delta', text: reasoning });
  if (text !== '') events.push({ type: 'text-delta', text });
  return {
    index: wholeNumber(choice['index']) ?? position,
    events: [
      ...events,
      ...calls.events,
      ...unread.map(unreadableProblem),
      ...ofLogprobs(choice['logprobs']),
      ...ofFinish(choice),
    ],
    ids: tokenIds.safeParse(choice['token_ids']).data,
  };
}

/** What of a choice is no part of what is said in it. */
const frame: ReadonlySet<string> = new Set([
  ...['index', 'delta', 'message', 'logprobs', 'token_ids', 'prompt_token_ids', 'prompt_logprobs'],
  ...['finish_reason', 'stop_reason', 'native_finish_reason', 'finish_details', 'matched_stop'],
  ...['content_filter_results', 'content_filter_offsets', 'seed', 'routed_experts'],
]);

/** What a choice can say in a delta, in a message, and in fields of its own. */
interface Said {
  readonly delta: unknown;
  readonly message: unknown;
  readonly own: Fields;
  /** What a message beside a delta may repeat. */
  readonly before: Readonly<Before>;
}

function saidIn(choice: Fields, before: Readonly<Before>): Said {
  const { delta, message } = choice;
  const isBeside = delta !== null && delta !== undefined;
  const own = without(choice, frame);
  return { delta, message, own, before: isBeside ? before : nothingBefore };
}

/** Servers that write two of them say in the one what stands in the other, or all that was said so far. */
function wordsOfChoice({ delta, message, own, before }: Said): ReadText {
  const piece = wordsOfMessage(delta);
  const whole = wordsOfMessage(message);
  const said = beyond(whole, before, piece);
  return beyond(wordsOfMessage(own), nothingBefore, said);
}

/** A piece, with what of `more` neither came before nor stands in it. */
function beyond(
  more: ReadText,
  before: Pick<ReadText, 'text' | 'reasoning'>,
  piece: ReadText,
): ReadText {
  return {
    text: piece.text + newIn(more.text, before.text, piece.text),
    reasoning: piece.reasoning + newIn(more.reasoning, before.reasoning, piece.reasoning),
    unread: [...piece.unread, ...more.unread],
  };
}

function newIn(more: string, before: string, piece: string): string {
  const told = before + piece;
  if (piece !== '' && (more.endsWith(piece) || told.startsWith(more))) return '';
  return before !== '' && more.startsWith(told) ? more.slice(told.length) : more;
}

function callsOfChoice({ delta, message, own, before }: Said): ReadToolCalls {
  const calls = [delta, message, own].map(readToolCalls);
  // What a message repeats would be a second call.
  const news = before.calls === 'some' ? calls.slice(0, 1) : calls;
  const told = news.find(({ events }) => events.length > 0);
  return { events: told?.events ?? [], unread: calls.flatMap(({ unread }) => unread) };
}

const tokenIds = z.array(z.number());

/** Told in place of what could not be read; the rest of the answer still arrives. */
export function unreadableProblem(what: unknown): StreamEvent {
  const text = typeof what === 'string' ? what : JSON.stringify(what);
  const problem: Problem = {
    code: 'bad-chunk',
    message: `unreadable: ${text.slice(0, 80).replace(/\s+/g, ' ')}`,
  };
  return { type: 'problem', problem };
}

/** A list of tokens with numbers on one route, two lists side by side on the other. */
const logprobs = z.object({
  content: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
  tokens: z.array(z.string()).nullish(),
  token_logprobs: z.array(z.number().nullable()).nullish(),
});

function ofLogprobs(value: unknown): StreamEvent[] {
  if (value === null || value === undefined) return [];
  const said = logprobs.safeParse(value).data;
  const tokens = said?.content ?? readColumns(said?.tokens ?? [], said?.token_logprobs ?? []);
  if (tokens.length === 0) return [];
  return [{ type: 'logprobs', tokens: tokens.map(({ token, logprob }) => ({ token, logprob })) }];
}

/** The first token of a scored prompt has no probability, which is `null`. */
function readColumns(
  tokens: readonly string[],
  values: readonly (number | null)[],
): readonly TokenLogprob[] {
  return tokens.flatMap((token, index) => {
    const logprob = values[index];
    return typeof logprob === 'number' ? [{ token, logprob }] : [];
  });
}

/** vLLM's words, and behind them those of others. */
const finishReasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool-calls',
    abort: 'abort',
    repetition: 'repetition',
    function_call: 'tool-calls',
    tool_use: 'tool-calls',
    eos: 'stop',
    eos_token: 'stop',
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
  }),
);

function ofFinish(choice: Readonly<Record<string, unknown>>): StreamEvent[] {
  const { finish_reason: word, stop_reason: stop } = choice;
  if (typeof word !== 'string' || word === '') return [];
  const reason = finishReasons.get(word.toLowerCase()) ?? 'other';
  const stopReason = typeof stop === 'string' || typeof stop === 'number' ? stop : undefined;
  return [{ type: 'finish', reason, stopReason }];
}
