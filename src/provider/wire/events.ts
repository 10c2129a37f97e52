import * as z from 'zod';
import { parseJson } from '../../base/json';
import { ProviderError } from '../errors';
import type { FinishReason, StreamEvent, Usage } from '../llm';
import { complaintIn, toProviderError } from './errorBody';

const usageSchema = z.looseObject({
  prompt_tokens: z.number(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
});

const finishFields = {
  finish_reason: z.string().nullish(),
  stop_reason: z.union([z.string(), z.number()]).nullish(),
};

/** `reasoning` since vLLM 0.11.1, `reasoning_content` until 0.15 (reference, section 5). */
const said = z.looseObject({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
});

/** One shape for both routes and for whole answers: `text`, `delta` or `message`. */
const answer = z.looseObject({
  choices: z.array(
    z.looseObject({
      text: z.string().nullish(),
      delta: said.nullish(),
      message: said.nullish(),
      ...finishFields,
    }),
  ),
  usage: usageSchema.nullish(),
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
  if (parsed.success)
    return [...parsed.data.choices.flatMap(ofChoice), ...ofUsage(parsed.data.usage)];
  const complaint = complaintIn(json);
  if (complaint) throw toProviderError(complaint.status ?? 500, complaint, undefined);
  return undefined;
}

function ofChoice(choice: z.infer<typeof answer>['choices'][number]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const words = choice.delta ?? choice.message;
  const reasoning = words?.reasoning ?? words?.reasoning_content;
  const text = choice.text ?? words?.content;
  if (reasoning) events.push({ type: 'reasoning-delta', text: reasoning });
  if (text) events.push({ type: 'text-delta', text });
  if (choice.finish_reason) {
    events.push({
      type: 'finish',
      reason: finishReasons[choice.finish_reason] ?? 'other',
      stopReason: choice.stop_reason ?? undefined,
    });
  }
  return events;
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  abort: 'abort',
  repetition: 'repetition',
};

function ofUsage(usage: z.infer<typeof usageSchema> | null | undefined): StreamEvent[] {
  if (!usage) return [];
  const counted: Usage = {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens ?? 0,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? undefined,
  };
  return [{ type: 'usage', usage: counted }];
}
