import { throwIfAborted } from '../../base/abort';
import type { LanguageModel, Session, TokenLogprob } from '../model/languageModel';
import { candidateText } from '../model/tokenLogprob';
import { encodeUtf8 } from '../model/utf8';

/** A token with nothing before it, which no model has an opinion on. */
export interface UnscoredToken {
  readonly token: string;
  readonly logprob: null;
}

export interface ScoreOptions {
  /** Other tokens to report at each place. */
  readonly alternatives: number;
  readonly turn: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Rates the tokens of a prompt by what was learnt and what stands before each, a slice at a time. */
export async function scorePrompt(
  model: LanguageModel,
  prompt: readonly number[],
  { alternatives, turn, signal }: ScoreOptions,
): Promise<readonly (TokenLogprob | UnscoredToken)[]> {
  const session = model.open([]);
  const scored: (TokenLogprob | UnscoredToken)[] = [];
  for (const [index, id] of prompt.entries()) {
    await turn();
    throwIfAborted(signal);
    const token = model.tokenText(id);
    const bytes = id < 256 ? Uint8Array.of(id) : encodeUtf8(model.decode([id]));
    if (index === 0) {
      session.accept(bytes);
      scored.push({ token, logprob: null });
      continue;
    }
    const top = session.propose(alternatives).map((candidate) => ({
      token: candidateText(candidate),
      logprob: candidate.logprob,
    }));
    scored.push({ token, bytes: [...bytes], logprob: take(session, bytes), top });
  }
  return scored;
}

/** Writes `bytes` and tells their log-probability: as the token proposed, else byte by byte. */
function take(session: Session, bytes: Uint8Array): number {
  const proposed = session
    .propose(64)
    .find((candidate) => candidate.end !== true && same(candidate.bytes, bytes));
  if (proposed !== undefined) {
    session.accept(bytes);
    return proposed.logprob;
  }
  let logprob = 0;
  for (const byte of bytes) {
    const weights = session.byteWeights();
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    logprob += Math.log((weights[byte] ?? 0) / total);
    session.accept(Uint8Array.of(byte));
  }
  return logprob;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
