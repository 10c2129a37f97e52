import { assertNever } from '../../base/assertNever';
import type { ConstraintProblem } from '../../guided/constraint';
import type { Emulation } from '../emulation/emulation';
import { badRequest, LimitError, type ApiError } from '../http/apiError';
import type { EngineConstraint } from './engineConstraint';
import { gbnfComplaint } from './gbnfComplaint';
import { isRefusedByGuidance, regexComplaint } from './regexComplaint';

/** vLLM's 400 for a constraint that cannot be followed; only the first problem is told. */
export function refusal(
  constraint: EngineConstraint,
  problems: readonly ConstraintProblem[],
  emulation: Emulation,
): ApiError {
  const [problem = { message: 'unknown problem' }] = problems;
  const message = text(constraint, problem, emulation);
  return isOurs(constraint, problem) ? new LimitError(message) : badRequest(message);
}

/** Whether a vLLM would follow what this engine refuses. */
function isOurs(constraint: EngineConstraint, problem: ConstraintProblem): boolean {
  switch (constraint.kind) {
    case 'grammar':
      return gbnfComplaint(constraint.source) === undefined;
    case 'regex':
      return !isRefusedByGuidance(problem);
    case 'json':
      return problem.beyondUs === true;
    case 'structuralTag':
    case 'jsonObject':
    case 'choice':
    case 'tagged':
      return false;
    default:
      return assertNever(constraint);
  }
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
      const prefixed = emulation.has('grammarErrorsPrefixed');
      const prefix = prefixed ? 'Invalid grammar specification: ' : '';
      const complaint = gbnfComplaint(constraint.source);
      // What only this engine refuses is told in its own words.
      return complaint === undefined && prefixed
        ? `${prefix}${message}${where}`
        : `${prefix}Failed to convert the grammar from GBNF to Lark: ${complaint ?? message + where}`;
    }
    case 'regex':
      return regexComplaint(constraint.pattern, problem) + lineEnd(emulation);
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

/** What stands behind a quoted grammar. */
function lineEnd(emulation: Emulation): string {
  return emulation.has('quotedGrammarsEndInBreak') ? '\n' : '';
}
