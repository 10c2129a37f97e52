import { scoreOf } from '../choosing';
import { rank } from '../ranking';
import type { CandidatesRequest, TokenizeRequest } from '../request';
import type { Candidate, TokenLogprob, Tokenization } from '../result';

/** What rescoring asks of a server. */
export interface Scorer {
  readonly tokenize: (request: TokenizeRequest) => Promise<Tokenization>;
  /** Log-probabilities of the tokens of a text, the first left out. */
  readonly score: (tokens: readonly number[]) => Promise<readonly TokenLogprob[]>;
}

/**
 * Orders constrained answers by how the model would have written them unconstrained: under a
 * constraint the tokens that it forced cost nothing, so that their own log-probabilities compare
 * nothing.
 */
export async function rescore(
  candidates: readonly Candidate[],
  { model, messages, thinking }: CandidatesRequest,
  { tokenize, score }: Scorer,
): Promise<readonly Candidate[]> {
  const prompt = await tokenize({ model, messages, ...(thinking && { thinking }) });
  const scored: Candidate[] = [];
  for (const candidate of candidates) {
    const answer = await tokenize({ model, text: candidate.text, addSpecialTokens: 'no' });
    const logprobs = await score([...prompt.tokens, ...answer.tokens]);
    const own = logprobs.slice(logprobs.length - answer.tokens.length);
    scored.push({ ...candidate, score: scoreOf(answer.tokens.length === 0 ? [] : own) });
  }
  return rank(scored);
}
