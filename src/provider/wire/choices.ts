import * as z from 'zod';
import type { FinishReason, Problem, StreamEvent } from '../result';
import { logprobEvents } from './logprobs';
import { readToolCalls, wholeNumber, type ReadToolCalls } from './toolCalls';
import { fieldsOf, without, wordsOfMessage, type Fields, type ReadText } from './text';

/** One of the answers in a chunk, or in a whole answer. */
export interface ReadChoice {
  readonly index: number;
  readonly events: readonly StreamEvent[];
  /** Of its tokens, where the server gives them. */
  readonly ids: readonly number[] | undefined;
}

/** What the chunks of a stream have said before the one that is read. */
export interface SaidBefore {
  text: string;
  reasoning: string;
  calls: 'some' | 'none';
  /** Whether the answer has ended: what comes behind that is no part of it. */
  state: 'goes on' | 'ended';
}

export const nothingBefore: Readonly<SaidBefore> = {
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
  before: Readonly<SaidBefore> = nothingBefore,
): readonly ReadChoice[] | undefined {
  if (Array.isArray(choices)) return choices.map((choice, at) => readChoice(choice, at, before));
  return fieldsOf(choices) && [readChoice(choices, 0, before)];
}

function readChoice(value: unknown, position: number, before: Readonly<SaidBefore>): ReadChoice {
  const choice = fieldsOf(value) ?? { text: value };
  const places = placesIn(choice, before);
  const { text, reasoning, unread } = wordsIn(places);
  const calls = toolCallsIn(places);
  const events: StreamEvent[] = [];
  if (reasoning !== '') events.push({ type: 'reasoning-delta', text: reasoning });
  if (text !== '') events.push({ type: 'text-delta', text });
  return {
    index: wholeNumber(choice['index']) ?? position,
    events: [
      ...events,
      ...calls.events,
      ...[...unread, ...calls.unread].map(unreadableProblem),
      ...logprobEvents(choice['logprobs']),
      ...finishEvents(choice),
    ],
    ids: tokenIds.safeParse(choice['token_ids']).data,
  };
}

/** The places of a choice where an answer may stand. */
interface Places {
  /** The next piece of it. */
  readonly delta: unknown;
  /** All of it, or a piece. */
  readonly message: unknown;
  /** Fields of the choice itself, such as the `text` of a completion. */
  readonly own: Fields;
  /** What the message may repeat. */
  readonly before: Readonly<SaidBefore>;
}

function placesIn(choice: Fields, before: Readonly<SaidBefore>): Places {
  const { delta, message } = choice;
  const isAlone = delta === null || delta === undefined;
  const own = without(choice, besideAnswer);
  return { delta, message, own, before: isAlone ? nothingBefore : before };
}

/** What of a choice is no part of its answer. */
const besideAnswer: ReadonlySet<string> = new Set([
  ...['index', 'delta', 'message', 'logprobs', 'token_ids', 'prompt_token_ids', 'prompt_logprobs'],
  ...['finish_reason', 'stop_reason', 'native_finish_reason', 'finish_details', 'matched_stop'],
  ...['content_filter_results', 'content_filter_offsets', 'seed', 'routed_experts'],
]);

/** Servers that write in two places say in one what stands in the other, or all that was said so far. */
function wordsIn({ delta, message, own, before }: Places): ReadText {
  const piece = wordsOfMessage(delta);
  const withMessage = withNewWords(piece, wordsOfMessage(message), before);
  return withNewWords(withMessage, wordsOfMessage(own), nothingBefore);
}

/** A piece, with what of `more` was neither said before nor stands in it. */
function withNewWords(
  piece: ReadText,
  more: ReadText,
  before: Readonly<Pick<SaidBefore, 'text' | 'reasoning'>>,
): ReadText {
  return {
    text: piece.text + newWords(more.text, piece.text, before.text),
    reasoning: piece.reasoning + newWords(more.reasoning, piece.reasoning, before.reasoning),
    unread: [...piece.unread, ...more.unread],
  };
}

function newWords(more: string, piece: string, before: string): string {
  if (more === '') return '';
  const said = before + piece;
  if (piece !== '' && (more.endsWith(piece) || said.startsWith(more))) return '';
  return before !== '' && more.startsWith(said) ? more.slice(said.length) : more;
}

/** From the first place that has any. What a message repeats would be a second call. */
function toolCallsIn({ delta, message, own, before }: Places): ReadToolCalls {
  const calls = [delta, message, own].map(readToolCalls);
  const candidates = before.calls === 'some' ? calls.slice(0, 1) : calls;
  const first = candidates.find(({ events }) => events.length > 0);
  return { events: first?.events ?? [], unread: calls.flatMap(({ unread }) => unread) };
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

function finishEvents(choice: Fields): StreamEvent[] {
  const { finish_reason: word, stop_reason: stop } = choice;
  if (typeof word !== 'string' || word === '') return [];
  const reason = finishReasons.get(word.toLowerCase()) ?? 'other';
  const stopReason = typeof stop === 'string' || typeof stop === 'number' ? stop : undefined;
  return [{ type: 'finish', reason, stopReason }];
}
