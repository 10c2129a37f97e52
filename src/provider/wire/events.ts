import * as z from 'zod';
import { parseJson } from '../../base/json';
import { ProviderError } from '../errors';
import type { FinishReason, StreamEvent, TokenLogprob, Usage } from '../result';
import { errorInstead, errorWithin } from './errorBody';

const usageSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
});

const finishFields = {
  finish_reason: z.string().nullish(),
  stop_reason: z.union([z.string(), z.number()]).nullish().catch(undefined),
};

const toolCall = z.object({
  /** In streams; a whole answer lists its calls in order. */
  index: z.number().int().nonnegative().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

/** A list of tokens with numbers on one route, two lists side by side on the other. */
const logprobs = z.object({
  content: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
  tokens: z.array(z.string()).nullish(),
  token_logprobs: z.array(z.number().nullable()).nullish(),
});

/** `reasoning` since vLLM 0.11.1, `reasoning_content` until 0.15 (reference, section 5). */
const said = z.object({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
});

/**
 * One shape for both routes and for whole answers: `text`, `delta` or `message`. Fields that are not
 * named here are dropped, which costs less for each token than keeping them, and so is what only
 * accompanies the words where it is of another shape: the words must not be lost with it.
 */
const answer = z.object({
  choices: z.array(
    z.object({
      index: z.number().nullish(),
      logprobs: logprobs.nullish().catch(undefined),
      text: z.string().nullish(),
      delta: said.nullish(),
      message: said.nullish(),
      ...finishFields,
    }),
  ),
  usage: usageSchema.nullish().catch(undefined),
  /** Beside choices or in their stead; whatever it is, it goes first (reference, section 7.6). */
  error: z.unknown().optional(),
});

/**
 * The events in one chunk of a stream. A chunk that cannot be read is a `problem`, so that the rest
 * of its stream still arrives; an error that the server reports inside a 200 is thrown (reference,
 * section 7.6).
 */
export function decodeChunk(data: string): StreamEvent[] {
  const events = decode(parseJson(data));
  if (events) return events;
  const start = data.slice(0, 80).replace(/\s+/g, ' ');
  return [{ type: 'problem', problem: { code: 'bad-chunk', message: `unreadable: ${start}` } }];
}

/** The events in a whole answer; one that cannot be read is an error. */
export function decodeAnswer(json: unknown): StreamEvent[] {
  const events = decode(json);
  if (events) return events;
  throw new ProviderError('bad-response', 'the answer holds no choices');
}

function decode(json: unknown): StreamEvent[] | undefined {
  const parsed = answer.safeParse(json);
  if (!parsed.success || parsed.data.error) {
    const error = (parsed.success ? errorWithin : errorInstead)(json, undefined);
    if (error) throw error;
  }
  if (!parsed.success) return undefined;
  return [...parsed.data.choices.flatMap(ofChoice), ...ofUsage(parsed.data.usage)];
}

type Choice = z.infer<typeof answer>['choices'][number];

function ofChoice(choice: Choice): StreamEvent[] {
  // Several answers are asked for elsewhere; here a second one can only be a person's own `n`.
  if (choice.index) return [];
  const events: StreamEvent[] = [];
  const words = choice.delta ?? choice.message;
  const reasoning = words?.reasoning ?? words?.reasoning_content;
  const text = choice.text ?? words?.content;
  if (reasoning) events.push({ type: 'reasoning-delta', text: reasoning });
  if (text) events.push({ type: 'text-delta', text });
  return [
    ...events,
    ...(words?.tool_calls ?? []).flatMap(ofToolCall),
    ...(choice.logprobs ? ofLogprobs(choice.logprobs) : []),
    ...ofFinish(choice),
  ];
}

function ofFinish({ finish_reason: word, stop_reason: stop }: Choice): StreamEvent[] {
  if (!word) return [];
  const reason = finishReasons.get(word) ?? 'other';
  return [{ type: 'finish', reason, stopReason: stop ?? undefined }];
}

/** Id and name come once, with the first piece of a call. */
function ofToolCall(call: z.infer<typeof toolCall>, position: number): StreamEvent[] {
  const index = call.index ?? position;
  const name = call.function?.name;
  const text = call.function?.arguments;
  const events: StreamEvent[] = [];
  if (name) events.push({ type: 'tool-call-start', index, id: call.id ?? '', name });
  if (text) events.push({ type: 'tool-call-delta', index, text });
  return events;
}

function ofLogprobs(said: z.infer<typeof logprobs>): StreamEvent[] {
  const tokens = said.content ?? readColumns(said.tokens ?? [], said.token_logprobs ?? []);
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

const finishReasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool-calls',
    abort: 'abort',
    repetition: 'repetition',
  }),
);

function ofUsage(usage: z.infer<typeof usageSchema> | null | undefined): StreamEvent[] {
  if (!usage) return [];
  const counted: Usage = {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens ?? 0,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? undefined,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? undefined,
  };
  return [{ type: 'usage', usage: counted }];
}
