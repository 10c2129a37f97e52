import * as z from 'zod';
import { ProviderError } from '../errors';
import type { Tokenization, TokenizeRequest } from '../llm';

const tokenization = z.looseObject({
  tokens: z.array(z.number().int()),
  max_model_len: z.number().int().positive().nullish(),
});

export function encodeTokenize(request: TokenizeRequest): Record<string, unknown> {
  return {
    model: request.model,
    prompt: request.text,
    add_special_tokens: request.addSpecialTokens === 'yes',
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
