import { isAbortError } from '../base/abort';
import type { Constraint } from '../guided/constraint';
import type { Match } from '../guided/match';
import type { VerifyOptions } from '../guided/verifier';
import { withoutBlankEdges } from '../reasoning/blankEdges';
import type { ConstrainedAnswer } from './diagnose';
import { explainMismatch, type ConstraintFinding } from './explainMismatch';
import type { CallOptions, LLM } from './llm';

/** Matches a text against a constraint; a `Verifier` does. Never rejects. */
export interface ConstraintVerifier {
  verify(constraint: Constraint, text: string, options?: VerifyOptions): Promise<Match>;
}

/** Who was asked, and who matches what came. */
export interface AnswerSource {
  readonly llm: Pick<LLM, 'capabilities'>;
  readonly model: string;
  readonly verifier: ConstraintVerifier;
}

/** An answer that was asked for under a constraint. */
export interface CheckableAnswer extends Omit<ConstrainedAnswer, 'match'> {
  /** What was thought before the text. */
  readonly reasoning: string;
}

/** A text as it was matched: without the blank lines around it, where only so it matches. */
export interface MatchedText {
  readonly text: string;
  readonly match: Match;
}

/**
 * What came of the constraint of an answer: whether the text has its shape, and apart from that what
 * is known of the server, since a text may match by chance.
 */
export interface ConstraintVerdict extends Partial<ConstraintFinding> {
  readonly match: Match;
}

export interface CheckedAnswer extends MatchedText {
  /** May ask the server, which may be busy. Rejects only with an `AbortError`. */
  verdict(): Promise<ConstraintVerdict>;
}

/**
 * Holds an answer against its constraint, because since 0.6.5 vLLM answers 200 also where it ignores
 * one (reference, section 2.1).
 */
export async function checkAnswer(
  { llm, model, verifier }: AnswerSource,
  answer: CheckableAnswer,
  call: CallOptions,
): Promise<CheckedAnswer> {
  const { text, match } = await matchAnswer(verifier, answer, call);
  return {
    text,
    match,
    async verdict() {
      try {
        return { match, ...(await explainMismatch(llm, model, { ...answer, text, match }, call)) };
      } catch (error) {
        if (isAbortError(error)) throw error;
        // The server could not be asked; the match stands without that.
        return { match };
      }
    },
  };
}

/**
 * A reasoning parser leaves white space at the edges of a text, which no shape asked for: then it is
 * matched without that, unless it matches only as it stands.
 */
async function matchAnswer(
  verifier: ConstraintVerifier,
  { constraint, text, reasoning, finishReason }: CheckableAnswer,
  { signal }: CallOptions,
): Promise<MatchedText> {
  const options = {
    // Only the number that ends an open text may still grow.
    ending: finishReason === 'stop' ? 'ended' : 'open',
    // What came before somebody stopped it is matched all the same.
    signal: signal?.aborted ? undefined : signal,
  } as const;
  const read = async (reading: string): Promise<MatchedText> => ({
    text: reading,
    match: await verifier.verify(constraint, reading, options),
  });
  if (reasoning === '') return read(text);
  const bare = withoutBlankEdges(text);
  let matched = await read(bare);
  for (const reading of new Set([text, text.trim()])) {
    if (matched.match.match !== 'mismatch') break;
    if (reading === bare) continue;
    const other = await read(reading);
    if (other.match.match !== 'mismatch') matched = other;
  }
  return matched.match.match === 'unchecked' ? { ...matched, text } : matched;
}
