import * as z from 'zod';
import { ProviderError } from '../errors';
import type { CandidatesRequest } from '../request';
import type { Candidate, TokenLogprob } from '../result';
import type { Body } from './body';

/**
 * Beam search takes its width from `n` and never streams (reference, section 4). The end-of-text
 * step of a beam is among its log-probabilities only when the stop string is asked for.
 */
export function encodeBeams({
  beams: { width, lengthPenalty },
  stopTokenIds = [],
}: Pick<CandidatesRequest, 'beams' | 'stopTokenIds'>): Body {
  return {
    use_beam_search: true,
    n: width,
    temperature: 0,
    logprobs: true,
    include_stop_str_in_output: true,
    ...(lengthPenalty !== undefined && { length_penalty: lengthPenalty }),
    // By them answers are cut here at stop tokens; known from 0.10.2 on (addendum, section 2.2).
    ...(stopTokenIds.length > 0 && { return_token_ids: true }),
  };
}

export function encodeSamples(count: number): Body {
  return { ...(count > 1 && { n: count }), logprobs: true };
}

/**
 * One of several requests for one sample each: with the seed of another it would say the same, and
 * an id must be a request's own (reference, trap 28).
 */
export function encodeOneOf(body: Body, index: number): Body {
  const { seed, request_id: id } = body;
  return {
    ...body,
    ...encodeSamples(1),
    ...(typeof seed === 'number' && { seed: seed + index }),
    ...(typeof id === 'string' && { request_id: `${id}-${index + 1}` }),
  };
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
      logprobs: z
        .looseObject({
          content: z.array(z.looseObject({ token: z.string(), logprob: z.number() })).nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
      token_ids: z.array(z.number()).nullish(),
    }),
  ),
});

/** An answer with the tokens that it consists of, those of its thought included. */
export interface Choice extends Omit<Candidate, 'score'> {
  readonly tokens: readonly TokenLogprob[];
  /** As many as tokens, where they were asked for and the server gives them. */
  readonly ids?: readonly number[];
}

/** The answers in the server's order, which for beams is their rank. */
export function decodeChoices(json: unknown): readonly Choice[] {
  const parsed = answer.safeParse(json);
  if (!parsed.success) throw new ProviderError('bad-response', 'the answer holds no choices');
  return parsed.data.choices
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .map(({ message, finish_reason: reason, logprobs, token_ids: ids }) => ({
      text: message.content ?? '',
      reasoning: message.reasoning ?? message.reasoning_content ?? '',
      ending: reason === 'length' ? 'cut' : 'complete',
      tokens: (logprobs?.content ?? []).map(({ token, logprob }) => ({ token, logprob })),
      ...(ids && { ids }),
    }));
}
