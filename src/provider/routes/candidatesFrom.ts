import type { ThoughtOpening } from '../../reasoning/thinkSplitter';
import { cutAtStopString, distinctByScore } from '../ranking';
import type { CandidatesRequest } from '../request';
import type { Candidate, Problem, Score, TokenLogprob } from '../result';
import { splitAnswerThought } from '../splitThought';
import type { CandidateChoice } from '../wire/candidates';

/**
 * What a server answered, as candidates: thought and answer apart, cut at the stop strings, scored
 * over what is left, no two alike, best first.
 */
export function candidatesFrom(
  choices: readonly CandidateChoice[],
  { stop = [] }: Pick<CandidatesRequest, 'stop'>,
  opening: ThoughtOpening,
): readonly Candidate[] {
  return distinctByScore(
    choices.map((choice) => toCandidate(splitAnswerThought(choice, opening), stop)),
  );
}

function toCandidate(choice: CandidateChoice, stops: readonly string[]): Candidate {
  const { text: whole, reasoning, ending, tokens, unread } = choice;
  const told = { reasoning, ...(unread && { unread }) };
  const text = cutAtStopString(whole, stops);
  if (text === whole) return { text, ...told, ending, score: scoreOfTokens(tokens) };
  const lost = whole.length - text.length;
  const score = scoreOfTokens(withoutEnd(tokens, whole, lost));
  return { text, ...told, ending: 'complete', score };
}

/**
 * The tokens of an answer up to so many last characters of its text. Behind the text stands the token
 * that ended it, which has a name and is no text.
 */
function withoutEnd(
  tokens: readonly TokenLogprob[],
  text: string,
  length: number,
): readonly TokenLogprob[] {
  const said = tokens.map(({ token }) => token).join('');
  const start = said.lastIndexOf(text);
  // Where characters of several tokens make the two differ, the end of text is all that must go.
  const last = tokens.at(-1)?.token ?? '';
  const end =
    start === -1 ? said.length - (text.endsWith(last) ? 0 : last.length) : start + text.length;
  let at = 0;
  const places = tokens.map(({ token }) => (at += token.length) - token.length);
  return tokens.filter((_, index) => (places[index] ?? 0) < end - length);
}

/** Told where several answers were wanted and not so many came that differ. */
export function tooFewProblem(
  { length }: readonly Candidate[],
  { beams }: Pick<CandidatesRequest, 'beams'>,
): readonly Problem[] {
  if (length >= beams.width) return [];
  const message = `only ${length} of the ${beams.width} requested answers are distinct`;
  return [{ code: 'fewer-answers', message }];
}

export function scoreOfTokens(tokens: readonly TokenLogprob[]): Score | undefined {
  if (tokens.length === 0) return undefined;
  const logprob = tokens.reduce((sum, token) => sum + token.logprob, 0);
  return { logprob, tokens: tokens.length };
}
