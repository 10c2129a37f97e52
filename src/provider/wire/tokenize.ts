import * as z from 'zod';
import { ProviderError } from '../errors';
import type { DetokenizeRequest, TokenizeRequest } from '../request';
import type { Tokenization } from '../result';
import { encodeMessages, encodeTools } from './messages';
import type { Body } from './body';
import { encodeThinking } from './requests';

const tokenization = z.looseObject({
  tokens: z.array(z.number().int()),
  max_model_len: z.number().int().positive().nullish(),
});

const detokenization = z.looseObject({ prompt: z.string() });

/** A conversation is rendered as for an answer (reference, section 1.3). */
export function encodeTokenize(request: TokenizeRequest): Body {
  if ('text' in request) {
    return {
      model: request.model,
      prompt: request.text,
      add_special_tokens: request.addSpecialTokens === 'yes',
    };
  }
  return {
    model: request.model,
    messages: encodeMessages(request.messages),
    add_generation_prompt: true,
    ...encodeThinking(request),
    // The choice is no matter of the template.
    ...(request.tools && { tools: encodeTools(request.tools, undefined)['tools'] }),
  };
}

export function decodeTokenize(json: unknown): Tokenization {
  const parsed = tokenization.safeParse(json);
  if (!parsed.success) {
    throw new ProviderError('bad-response', 'the answer to /tokenize holds no tokens');
  }
  const { tokens, max_model_len: contextWindow } = parsed.data;
  return { tokens, contextWindow: contextWindow ?? undefined };
}

export function encodeDetokenize({ model, tokens }: DetokenizeRequest): Body {
  return { model, tokens };
}

export function decodeDetokenize(json: unknown): string {
  const parsed = detokenization.safeParse(json);
  if (parsed.success) return parsed.data.prompt;
  throw new ProviderError('bad-response', 'the answer to /detokenize holds no text');
}
