import type { CompleteRequest, GenerateRequest, Sampling } from '../request';
import type { Dialect } from '../vllm/dialect';
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
    ...(request.logprobs === 'yes' && { logprobs: true }),
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
    ...(request.logprobs === 'yes' && { logprobs: 0 }),
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

/** vLLM's own fields that came after it had stopped to refuse what it does not know. */
const youngFields: ReadonlySet<string> = new Set([
  'cache_salt',
  'thinking_token_budget',
  'return_token_ids',
]);

/** What of a body a release would refuse as unknown, taken out and named. */
export function leaveOutUnknown(
  body: Body,
  { unknownFields }: Pick<Dialect, 'unknownFields'>,
): { readonly body: Body; readonly leftOut: readonly string[] } {
  if (unknownFields === 'ignored') return { body, leftOut: [] };
  const known = Object.entries(body).filter(([name]) => !youngFields.has(name));
  const leftOut = Object.keys(body).filter((name) => youngFields.has(name));
  return { body: Object.fromEntries(known), leftOut };
}

function encodeSampling(request: Sampling): Body {
  return {
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    stop: request.stop,
  };
}

function encodeDelivery(delivery: Delivery): Body {
  return delivery === 'streamed'
    ? { stream: true, stream_options: { include_usage: true } }
    : { stream: false };
}
