import { ApiError } from './apiError';
import { describeInput, repr, reprString } from './pythonText';

const shownProblems = 10;

/** One thing wrong with a request, as pydantic reports it. */
export interface Problem {
  readonly type: string;
  readonly message: string;
  readonly input: unknown;
  /** Below the body, or below the field that is read. */
  readonly path?: readonly (string | number)[];
  readonly context?: Readonly<Record<string, unknown>>;
}

/** The 400 of vLLM's request validation (exception_handling/handlers/validation.py). */
export function validationError(problems: readonly Problem[]): ApiError {
  const lines = problems.slice(0, shownProblems).map((problem) => `  ${problemText(problem)}`);
  const more = problems.length - shownProblems;
  if (more > 0) lines.push(`  ...and ${more} more errors`);
  const noun = problems.length === 1 ? 'error' : 'errors';
  const message = `${problems.length} validation ${noun}:\n${lines.join('\n')}`;
  const [first] = problems;
  return new ApiError(400, message, 'Bad Request', first === undefined ? null : location(first));
}

function problemText(problem: Problem): string {
  const fields = [
    `'type': ${reprString(problem.type)}`,
    `'loc': ${reprString(location(problem))}`,
    `'msg': ${reprString(problem.message)}`,
    `'input': ${reprString(describeInput(problem.input))}`,
  ];
  if (problem.context !== undefined) fields.push(`'ctx': ${repr(problem.context)}`);
  return `{${fields.join(', ')}}`;
}

function location({ path = [] }: Problem): string {
  return ['body', ...path].join('.');
}
