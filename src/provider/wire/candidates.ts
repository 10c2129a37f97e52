import { collect } from '../collect';
import type { CandidatesRequest } from '../request';
import type { Candidate, Problem, TokenLogprob } from '../result';
import type { Body } from './body';
import { choicesIn, noChoicesError } from './events';

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

/** An answer with the tokens that it consists of, those of its thought included. */
export interface CandidateChoice extends Omit<Candidate, 'score'> {
  readonly tokens: readonly TokenLogprob[];
  /** As many as tokens, where they were asked for and the server gives them. */
  readonly ids?: readonly number[];
}

/** The answers in the server's order, which for beams is their rank. */
export function decodeChoices(objects: readonly unknown[]): readonly CandidateChoice[] {
  const choices = choicesIn(objects);
  if (choices.length > 0 && choices.every(({ events }) => events.length === 0))
    throw noChoicesError();
  return choices
    .toSorted((a, b) => a.index - b.index)
    .map(({ events, ids }) => {
      const { text, reasoning, finishReason, logprobs, problems } = collect(events);
      const ending = finishReason === 'length' ? 'cut' : 'complete';
      return {
        text,
        reasoning,
        ending,
        tokens: logprobs,
        ...(ids && { ids }),
        ...(problems.length > 0 && { unread: problems }),
      };
    });
}

/** What of all these answers could not be read. */
export function unreadProblems(choices: readonly CandidateChoice[]): readonly Problem[] {
  return choices.flatMap(({ unread }) => unread ?? []);
}
