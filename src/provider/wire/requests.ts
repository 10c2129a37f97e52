import * as z from 'zod';
import type { VersionedOption } from '../dialect';
import type { CompleteRequest, GenerateRequest, Sampling } from '../request';
import { maxStops } from '../stopSequenceFilter';
import { withoutUndefined, type Body } from './body';
import { encodeMessages, encodeTools } from './messages';

export type Delivery = 'whole' | 'streamed';

/** The fields that every OpenAI-compatible server understands. */
export function encodeGenerate(request: GenerateRequest, delivery: Delivery): Body {
  return withoutUndefined({
    model: request.model,
    messages: encodeMessages(request.messages),
    max_tokens: request.maxTokens,
    ...encodeTools(request.tools, request.toolChoice),
    ...encodeSampling(request),
    ...(request.logprobs === 'yes' && { logprobs: true, top_logprobs: request.alternatives }),
    ...encodeDelivery(delivery),
  });
}

/**
 * Templates that can think name the switch differently, and what a template does not know it drops
 * in silence (reference, section 5), so both spellings travel.
 */
export function encodeThinking({
  thinking,
  thinkingBudget,
}: Pick<GenerateRequest, 'thinking' | 'thinkingBudget'>): Body {
  const on = thinking === 'on';
  return withoutUndefined({
    ...(thinking && { chat_template_kwargs: { enable_thinking: on, thinking: on } }),
    thinking_token_budget: thinkingBudget,
  });
}

export function encodeComplete(request: CompleteRequest): Body {
  return withoutUndefined({
    model: request.model,
    prompt: request.prompt,
    max_tokens: request.maxTokens,
    ...encodeSampling(request),
    // On this route a number: that many alternatives to each token, beside the token itself.
    ...(request.logprobs === 'yes' && { logprobs: request.alternatives ?? 0 }),
    ...encodeDelivery('streamed'),
  });
}

/** vLLM's own fields, top level like all of them: `extra_body` is a notion of the Python client. */
export function encodeOwnSampling(request: Sampling): Body {
  return withoutUndefined({
    stop_token_ids: request.stopTokenIds,
    truncate_prompt_tokens: request.truncatePromptTokens,
    priority: request.priority,
    cache_salt: request.cacheSalt,
    request_id: request.requestId,
  });
}

/**
 * Leaves out of a request the options that the server's release does not have, and names them: a
 * field that it does not know is an error until 0.6.4 and is ignored from then on (reference,
 * section 2.1).
 */
export function withoutUnsupported<Request extends GenerateRequest | CompleteRequest>(
  request: Request,
  missing: readonly VersionedOption[],
): { readonly request: Request; readonly leftOut: readonly VersionedOption[] } {
  const leftOut = missing.filter(
    (option) => option in request && request[option as keyof Request] !== undefined,
  );
  const kept = Object.entries(request).filter(([name]) => !leftOut.some((each) => each === name));
  return { request: Object.fromEntries(kept) as Request, leftOut };
}

/**
 * A body with what a person wants in it. Switches for the chat template are merged with ours: one
 * more must not take thinking's away.
 */
export function withExtra(body: Body, extra: Body = {}): Body {
  const ours = templateSwitches.safeParse(body);
  const theirs = templateSwitches.safeParse(extra);
  if (!ours.success || !theirs.success) return { ...body, ...extra };
  const merged = { ...ours.data.chat_template_kwargs, ...theirs.data.chat_template_kwargs };
  return { ...body, ...extra, chat_template_kwargs: merged };
}

const templateSwitches = z.object({ chat_template_kwargs: z.record(z.string(), z.unknown()) });

/**
 * A body without the field that would hide the thought, if it holds a constraint and lets the model
 * think: all three together empty the answer (seen on 0.32.0; addendum, section 2.1).
 */
export function withoutHiding(body: Body, thinking: GenerateRequest['thinking']): Body {
  const constrained = constraintFields.some((name) => body[name] !== undefined);
  if (!constrained || thinking === 'off' || body['include_reasoning'] !== false) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'include_reasoning'));
}

const constraintFields = [
  'structured_outputs',
  'response_format',
  'guided_json',
  'guided_regex',
  'guided_choice',
  'guided_grammar',
];

function encodeSampling(request: Sampling): Body {
  return {
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    stop: request.stop?.slice(0, maxStops),
  };
}

function encodeDelivery(delivery: Delivery): Body {
  return delivery === 'streamed'
    ? { stream: true, stream_options: { include_usage: true } }
    : { stream: false };
}
