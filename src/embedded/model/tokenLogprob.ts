import type { DecodingStep } from './decodingStep';
import type { Candidate, TokenLogprob } from './languageModel';
import { endToken } from './specialTokens';
import { byteText, decodeUtf8 } from './utf8';

/** A candidate as vLLM names tokens in log-probabilities. */
export function candidateText(candidate: Candidate): string {
  if (candidate.end === true) return endToken;
  const [byte, second] = candidate.bytes;
  if (byte !== undefined && second === undefined && byte >= 0x80) return byteText(byte);
  return decodeUtf8(candidate.bytes);
}

/** The model's own log-probabilities, before temperature and top-p, as vLLM reports them. */
export function tokenLogprob(step: DecodingStep, alternatives: number): TokenLogprob {
  return {
    token: candidateText(step.chosen),
    bytes: [...step.chosen.bytes],
    logprob: step.chosen.logprob,
    top: step.candidates.slice(0, alternatives).map((candidate) => ({
      token: candidateText(candidate),
      logprob: candidate.logprob,
    })),
  };
}
