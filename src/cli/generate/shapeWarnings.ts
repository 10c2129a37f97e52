import type { ConstraintProblem } from '../../guided/constraint';

/**
 * What is told before a shape is sent: a sound shape may say what a server's engine drops, or
 * follows in part only. `problems` is what our readers say of it.
 */
export function shapeWarnings(
  problems: readonly ConstraintProblem[],
): readonly ConstraintProblem[] {
  return problems
    .filter(({ beyondUs }) => beyondUs === true)
    .map((problem) => ({
      ...problem,
      message: `a server's engine may not keep this: ${problem.message}`,
    }));
}
