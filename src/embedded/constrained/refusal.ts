import { assertNever } from '../../base/assertNever';
import type { Constraint, ConstraintProblem } from '../../guided/constraint';
import { badRequest, type ApiError } from '../http/apiError';

/** vLLM's 400 for a constraint that cannot be followed; only the first problem is told. */
export function refusal(constraint: Constraint, problems: readonly ConstraintProblem[]): ApiError {
  const [problem = { message: 'unknown problem' }] = problems;
  return badRequest(text(constraint, problem));
}

function text(constraint: Constraint, problem: ConstraintProblem): string {
  const { message, line, column } = problem;
  switch (constraint.kind) {
    case 'grammar': {
      const where = line === undefined ? '' : ` at line ${line}, column ${column ?? 1}`;
      return `Invalid grammar specification: ${message}${where}`;
    }
    case 'regex': {
      // The frame is that of vLLM's guidance backend, which quotes the grammar it made of the regex.
      const { pattern } = constraint;
      return (
        `Grammar error: at 1(8): invalid regex ${JSON.stringify(pattern)} (in regex): ` +
        `regex parse error:\n    ${pattern}\n    ${' '.repeat((column ?? 1) - 1)}^\n` +
        `error: ${message}\n   1 | start: /${pattern}/\n              ^`
      );
    }
    case 'json':
      if (problem.beyondUs) {
        return (
          'This is a limit of the embedded engine, which follows a JSON Schema in full or not at ' +
          `all: it cannot follow ${message}`
        );
      }
      // vLLM finds this one before it asks a backend.
      return message.startsWith('The JSON schema is nested')
        ? message
        : `Grammar error: ${message}`;
    case 'structuralTag':
    case 'jsonObject':
    case 'choice':
      return `Grammar error: ${message}`;
    default:
      return assertNever(constraint);
  }
}
