import * as z from 'zod';
import { ProviderError } from '../errors';
import type { Candidate } from '../llm';
import type { Body } from './requests';

/** Beam search takes its width from `n` and never streams (reference, section 4). */
export function encodeBeams(width: number): Body {
  return { use_beam_search: true, n: width, temperature: 0 };
}

export function encodeSamples(count: number): Body {
  return { n: count };
}

const answer = z.looseObject({
  choices: z.array(
    z.looseObject({
      index: z.number().nullish(),
      message: z.looseObject({
        content: z.string().nullish(),
        reasoning: z.string().nullish(),
        reasoning_content: z.string().nullish(),
      }),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/** The answers in the server's order, which for beams is their rank. */
export function decodeCandidates(json: unknown): readonly Candidate[] {
  const parsed = answer.safeParse(json);
  if (!parsed.success) throw new ProviderError('bad-response', 'the answer holds no choices');
  return parsed.data.choices
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .map(({ message, finish_reason: reason }) => ({
      text: message.content ?? '',
      reasoning: message.reasoning ?? message.reasoning_content ?? '',
      ending: reason === 'length' ? 'cut' : 'complete',
    }));
}
