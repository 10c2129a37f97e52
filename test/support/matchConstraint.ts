import type { Constraint } from '../../src/guided/constraint';
import { createConstraintMatcher } from '../../src/guided/constraintMatcher';
import type { Match, TextEnd } from '../../src/guided/match';
import type { ByteCompiler } from '../../src/guided/xgrammar';

/** Judges one text. */
export async function matchConstraint(
  compiler: ByteCompiler,
  constraint: Constraint,
  text: string,
  ending: TextEnd = 'open',
): Promise<Match> {
  const judging = await createConstraintMatcher(compiler, constraint);
  try {
    return judging.match(text, ending);
  } finally {
    judging.dispose();
  }
}
