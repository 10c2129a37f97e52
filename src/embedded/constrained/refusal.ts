import { assertNever } from '../../base/assertNever';
import type { ConstraintProblem } from '../../guided/constraint';
import type { Emulation } from '../emulation/emulation';
import { badRequest, type ApiError } from '../http/apiError';
import type { EngineConstraint } from './engineConstraint';

/** vLLM's 400 for a constraint that cannot be followed; only the first problem is told. */
export function refusal(
  constraint: EngineConstraint,
  problems: readonly ConstraintProblem[],
  emulation: Emulation,
): ApiError {
  const [problem = { message: 'unknown problem' }] = problems;
  return badRequest(text(constraint, problem, emulation));
}

function text(
  constraint: EngineConstraint,
  problem: ConstraintProblem,
  emulation: Emulation,
): string {
  const { message, line, column } = problem;
  switch (constraint.kind) {
    case 'grammar': {
      const where = line === undefined ? '' : ` at line ${line}, column ${column ?? 1}`;
      return emulation.has('grammarErrorsPrefixed')
        ? `Invalid grammar specification: ${message}${where}`
        : `Failed to convert the grammar from GBNF to Lark: ${message}${where}`;
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
    case 'tagged':
      return `Grammar error: ${message}`;
    default:
      return assertNever(constraint);
  }
}
