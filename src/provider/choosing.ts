import { cutAtStop, rank } from './ranking';
import type { CandidatesRequest } from './request';
import type { Candidate, Score, TokenLogprob } from './result';
import { splitThoughtOf } from './splitThought';
import type { Choice } from './wire/candidates';
import type { Opening } from '../reasoning/thinkSplitter';

/**
 * What a server answered, as candidates: thought and answer apart, cut at the stop strings, scored
 * over what is left, no two alike, best first.
 */
export function chooseFrom(
  choices: readonly Choice[],
  { stop = [] }: Pick<CandidatesRequest, 'stop'>,
  opening: Opening,
): readonly Candidate[] {
  return rank(choices.map((choice) => toCandidate(splitThoughtOf(choice, opening), stop)));
}

function toCandidate(choice: Choice, stops: readonly string[]): Candidate {
  const { text: whole, reasoning, ending, tokens } = choice;
  const text = cutAtStop(whole, stops);
  if (text === whole) return { text, reasoning, ending, score: scoreOf(tokens) };
  const lost = whole.length - text.length;
  return { text, reasoning, ending: 'complete', score: scoreOf(withoutEnd(tokens, lost)) };
}

/** Drops tokens from the end as long as they belong to so many last characters of the text. */
function withoutEnd(tokens: readonly TokenLogprob[], length: number): readonly TokenLogprob[] {
  let kept = tokens.length;
  for (let left = length; kept > 0; kept--) {
    left -= tokens[kept - 1]?.token.length ?? 0;
    if (left < 0) break;
  }
  return tokens.slice(0, kept);
}

export function scoreOf(tokens: readonly TokenLogprob[]): Score | undefined {
  if (tokens.length === 0) return undefined;
  const logprob = tokens.reduce((sum, token) => sum + token.logprob, 0);
  return { logprob, tokens: tokens.length };
}
