import * as z from 'zod';
import type { FinishReason, Problem, StreamEvent, TokenLogprob } from '../result';
import { callsOf, wholeNumber } from './calls';
import { fieldsOf, wordsOf } from './words';

/** One of the answers in a chunk, or in a whole answer. */
export interface ReadChoice {
  readonly index: number;
  readonly events: readonly StreamEvent[];
  /** Of its tokens, where the server gives them. */
  readonly ids: readonly number[] | undefined;
}

/**
 * The answers in a body of either route, streamed or whole: each has `text`, `delta` or `message`.
 * Where a part of one is of another shape, the words beside it are not lost with it. `undefined` where
 * there is no room for answers.
 */
export function readChoices(choices: unknown): readonly ReadChoice[] | undefined {
  if (Array.isArray(choices)) return choices.map(readChoice);
  return fieldsOf(choices) && [readChoice(choices, 0)];
}

function readChoice(value: unknown, position: number): ReadChoice {
  const choice = fieldsOf(value) ?? {};
  const message = choice['delta'] ?? choice['message'];
  const words = wordsOf(message);
  const raw = wordsOf(choice['text']);
  const calls = callsOf(message);
  const reasoning = words.reasoning || raw.reasoning;
  const text = raw.text || words.text;
  const unread = [...raw.unread, ...words.unread, ...calls.unread];
  const events: StreamEvent[] = [];
  if (reasoning !== '') events.push({ type: 'reasoning-delta', text: reasoning });
  if (text !== '') events.push({ type: 'text-delta', text });
  return {
    index: wholeNumber(choice['index']) ?? position,
    events: [
      ...events,
      ...calls.events,
      ...unread.map(unreadable),
      ...ofLogprobs(choice['logprobs']),
      ...ofFinish(choice),
    ],
    ids: tokenIds.safeParse(choice['token_ids']).data,
  };
}

const tokenIds = z.array(z.number());

/** Told in place of what could not be read; the rest of the answer still arrives. */
export function unreadable(what: unknown): StreamEvent {
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
