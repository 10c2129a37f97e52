import type { ConstraintProblem } from './constraint';
import { partsOf, type Expression, type Grammar } from './grammar';
import { positionAt } from './textPosition';

/**
 * Counted repetitions that cost a server seconds for each new grammar. XGrammar copies what is
 * counted as often as it may come, and compares each copy with its whole vocabulary: 100 rules with
 * bounds of 20 to 40 took 31 s to compile for 20,000 tokens, and 0.8 s with the bound in one rule
 * that all share.
 */

/** Copies that one repetition may make. */
const maxCopies = 1_000;
/** Copies that all the repetitions of a grammar may make, where many stand side by side. */
const maxAllCopies = 2_000;

/** `grammar` is what `source` was read as. */
export function costWarnings(source: string, grammar: Grammar): readonly ConstraintProblem[] {
  const counted = [...grammar.values()].flatMap(({ body, at = 0 }) => outermostCounts(body, at));
  const warn = (message: string, at: number): ConstraintProblem => ({
    message,
    ...positionAt(source, at),
  });
  const large = counted.filter(({ copies }) => copies > maxCopies);
  if (large.length > 0) {
    return large.map(({ at, copies }) =>
      warn(`this is copied ${copies} times, which is slow to compile on a server: use \`*\``, at),
    );
  }
  const all = counted.reduce((sum, { copies }) => sum + copies, 0);
  const [first] = counted;
  if (all <= maxAllCopies || first === undefined) return [];
  const message = `counted repetitions make ${all} copies, which is slow to compile on a server: put the bound into one rule that all share`;
  return [warn(message, first.at)];
}

interface Counted {
  readonly at: number;
  /** Where counted repetitions nest, their counts multiply. */
  readonly copies: number;
}

function outermostCounts(expression: Expression, around: number): readonly Counted[] {
  const at = expression.kind === 'repetition' ? (expression.at ?? around) : around;
  const copies = copiesOf(expression);
  if (expression.kind === 'repetition' && countOf(expression) > 1) return [{ at, copies }];
  return partsOf(expression).flatMap((part) => outermostCounts(part, at));
}

function copiesOf(expression: Expression): number {
  const inside = partsOf(expression).reduce((sum, part) => sum + copiesOf(part), 0);
  return countOf(expression) * Math.max(inside, 1);
}

/** How often XGrammar writes the body down. */
function countOf(expression: Expression): number {
  if (expression.kind !== 'repetition') return 1;
  return Math.max(expression.most ?? expression.least, 1);
}
