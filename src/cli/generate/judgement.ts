import type { Match } from '../../guided/match';
import type { Verifier } from '../../guided/verifier';
import type { Answer } from '../answer';
import { withoutBlankEdges } from '../blankEdges';
import type { ConstraintArgument } from './constraintArgument';

/** A text as it is delivered, and what was found of exactly this text. */
export interface Judgement {
  readonly text: string;
  /** `undefined` where no shape was asked for. */
  readonly match: Match | undefined;
}

/**
 * Judges an answer. A reasoning parser leaves white space at its edges, which no shape asked for:
 * then it is judged without that, unless it matches only as it stands.
 */
export async function judge(
  shape: ConstraintArgument | undefined,
  { text, reasoning, finishReason }: Pick<Answer, 'text' | 'reasoning' | 'finishReason'>,
  verifier: Pick<Verifier, 'verify'> | undefined,
  signal: AbortSignal,
): Promise<Judgement> {
  if (!shape || !verifier) return { text, match: undefined };
  // Only the number that ends an open text may still grow.
  const ending = finishReason === 'stop' ? 'ended' : 'open';
  const readings = reasoning === '' ? [text] : [withoutBlankEdges(text), text, text.trim()];
  const judged: Judgement[] = [];
  for (const reading of new Set(readings)) {
    const match = await verifier.verify(shape.constraint, reading, { signal, ending });
    if (match.match === 'unchecked') return { text, match };
    judged.push({ text: reading, match });
    if (match.match !== 'mismatch') break;
  }
  const kept = judged.find(({ match }) => match?.match !== 'mismatch') ?? judged[0];
  return kept ?? { text, match: undefined };
}
