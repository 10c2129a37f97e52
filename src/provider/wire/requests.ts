import type { CompleteRequest, GenerateRequest, Sampling } from '../llm';

export type Body = Readonly<Record<string, unknown>>;
export type Delivery = 'whole' | 'streamed';

/** The fields that every OpenAI-compatible server understands. */
export function encodeGenerate(request: GenerateRequest, delivery: Delivery): Body {
  return withoutUndefined({
    model: request.model,
    messages: request.messages,
    max_tokens: request.maxTokens,
    ...encodeSampling(request),
    ...encodeDelivery(delivery),
  });
}

/**
 * Templates that can think name the switch differently, and what a template does not know it drops
 * in silence (reference, section 5), so both spellings travel.
 */
export function encodeThinking({ thinking }: GenerateRequest): Body {
  if (thinking === undefined) return {};
  const on = thinking === 'on';
  return { chat_template_kwargs: { enable_thinking: on, thinking: on } };
}

export function encodeComplete(request: CompleteRequest): Body {
  return withoutUndefined({
    model: request.model,
    prompt: request.prompt,
    max_tokens: request.maxTokens,
    ...encodeSampling(request),
    ...encodeDelivery('streamed'),
  });
}

/** vLLM's own field, top level like all of them: `extra_body` is a notion of the Python client. */
export function encodeStopTokens(request: Sampling): Body {
  return withoutUndefined({ stop_token_ids: request.stopTokenIds });
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

/** An absent field is the server's default; `null` is not always (reference, section 2.2). */
function withoutUndefined(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
