import { decodeAnswer } from './events';
import type { TokenLogprob } from '../result';
import type { Body } from './body';

/** Echoes a prompt with nothing behind it (reference, section 9; seen on 0.10.2 to 0.32.0). */
export function encodeScore(model: string, tokens: readonly number[]): Body {
  return { model, prompt: tokens, echo: true, max_tokens: 0, logprobs: 1, stream: false };
}

/** The log-probability of each token but the first, which has none. */
export function decodeScore(json: unknown): readonly TokenLogprob[] {
  return decodeAnswer(json).flatMap((event) => (event.type === 'logprobs' ? event.tokens : []));
}
