import type { ConstraintProblem } from '../guided/constraint';

/** The file or option that a mistake is in, with all that is wrong there. */
export interface UsageProblems {
  readonly name: string;
  readonly problems: readonly ConstraintProblem[];
}

/** What was asked for cannot be done as it is; its message is for a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    readonly faults?: UsageProblems,
  ) {
    super(message);
  }
}
