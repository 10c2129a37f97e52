import { undefinedOnFailure } from '../errors';
import type { CallOptions, LLM } from '../llm';
import { endsInOpenThought } from '../openThought';
import { distinctByScore } from '../ranking';
import type { CandidatesRequest } from '../request';
import type { Candidate, Problem, TokenLogprob } from '../result';
import { scoreOfTokens } from '../routes/candidatesFrom';

/** What rescoring asks of a server. */
export interface Scorer {
  readonly llm: Pick<LLM, 'tokenize' | 'detokenize'>;
  /** Log-probabilities of the tokens of a text, the first left out. */
  readonly score: (tokens: readonly number[]) => Promise<readonly TokenLogprob[]>;
}

export interface Rescored {
  readonly candidates: readonly Candidate[];
  readonly problems: readonly Problem[];
}

/**
 * Orders constrained answers by how the model would have written them unconstrained: under a
 * constraint the tokens that it forced cost nothing, so that their own log-probabilities compare
 * nothing. What was thought before an answer stands before it here, too. An answer that the
 * constraint put where the template had opened a thought has no such place: it is left without a
 * score, behind the others, and that is told.
 */
export async function rescore(
  candidates: readonly Candidate[],
  { model, messages, thinking }: CandidatesRequest,
  { llm, score }: Scorer,
  call: CallOptions,
): Promise<Rescored> {
  const tokensOf = async (text: string): Promise<readonly number[]> =>
    (await llm.tokenize({ model, text, addSpecialTokens: 'no' }, call)).tokens;
  const chat = { model, messages, ...(thinking && { thinking }) };
  const { tokens: prompt } = await llm.tokenize(chat, call);
  const opened = await undefinedOnFailure(endsInOpenThought(model, prompt, llm, call));
  const scored: Candidate[] = [];
  const others: Candidate[] = [];
  for (const candidate of candidates) {
    const { thought, answer } = placed(candidate);
    const placeless = opened === undefined ? thought !== '' : opened && thought === '';
    if (placeless || answer === '') {
      others.push({ ...candidate, score: undefined });
      continue;
    }
    const before = opened || thought === '' ? thought : `<think>\n${thought}`;
    const context = before === '' ? prompt : [...prompt, ...(await tokensOf(before))];
    const own = await tokensOf(answer);
    const logprobs = await score([...context, ...own]);
    scored.push({
      ...candidate,
      score: scoreOfTokens(logprobs.slice(logprobs.length - own.length)),
    });
  }
  const told = others.some(({ text }) => text !== '');
  return {
    candidates: [...distinctByScore(scored), ...others],
    problems: told ? [placedLast] : [],
  };
}

/** A thought with its end, as chat templates write it, and what stands behind. */
function placed({ text, reasoning }: Candidate): {
  readonly thought: string;
  readonly answer: string;
} {
  if (reasoning.trim() === '') return { thought: '', answer: text };
  return { thought: `${reasoning.trim()}\n</think>\n\n`, answer: text.trimStart() };
}

const placedLast: Problem = {
  code: 'unsupported',
  message: 'samples whose thought cannot be located have no score and come last',
};

/** Told where nothing could be scored. */
const unorderedProblem: Problem = {
  code: 'unsupported',
  message: 'the samples are unordered: they could not be scored',
};

/** Their own log-probabilities would compare nothing. */
export function unscored(candidates: readonly Candidate[]): Rescored {
  return {
    candidates: candidates.map((candidate) => ({ ...candidate, score: undefined })),
    problems: candidates.length < 2 ? [] : [unorderedProblem],
  };
}
