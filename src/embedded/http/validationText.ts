import type { Emulation } from '../emulation/emulation';
import { describeInput, repr, reprString } from './pythonText';
import { problemPath, type Problem } from './validationError';

const shownProblems = 10;

/** The message for a malformed body, in the words of the emulated release. */
export function validationText(problems: readonly Problem[], emulation: Emulation): string {
  // Not for nothing: it may hold all that was sent.
  const asList = (): string => `[${problems.map((problem) => rawProblem(problem)).join(', ')}]`;
  if (emulation.has('validationProblemsAsList')) return asList();
  const noun = problems.length === 1 ? 'error' : 'errors';
  const twice = emulation.has('validationProblemsTwice');
  const shown = problems.slice(0, shownProblems).map((problem) => {
    return `  ${twice ? rawProblem(problem) : problemText(problem, emulation)}`;
  });
  const more = problems.length - shownProblems;
  if (more > 0) shown.push(`  ...and ${more} more errors`);
  const text = `${problems.length} validation ${noun}:\n${shown.join('\n')}`;
  return twice ? `${text} ${asList()}` : text;
}

/** The message for problems that are plain texts. */
export function validationHead(texts: readonly string[], emulation: Emulation): string {
  const asList = `[${texts.map((text) => reprString(text)).join(', ')}]`;
  if (emulation.has('validationProblemsAsList')) return asList;
  const noun = texts.length === 1 ? 'error' : 'errors';
  const text = `${texts.length} validation ${noun}:\n${texts.map((each) => `  ${each}`).join('\n')}`;
  return emulation.has('validationProblemsTwice') ? `${text} ${asList}` : text;
}

function problemText(problem: Problem, emulation: Emulation): string {
  const input = emulation.has('boundedValidationInputs')
    ? reprString(describeInput(problem.input))
    : repr(problem.input);
  return members({ ...problem, where: reprString(problemPath(problem)), input });
}

/** As Python prints pydantic's own list, with a tuple for the place. */
function rawProblem(problem: Problem): string {
  const path = ['body', ...(problem.path ?? [])].map(repr);
  const where = `(${path.join(', ')}${path.length === 1 ? ',' : ''})`;
  return members({ ...problem, where, input: repr(problem.input) });
}

function members({
  type,
  message,
  context,
  where,
  input,
}: Pick<Problem, 'type' | 'message' | 'context'> & {
  readonly where: string;
  readonly input: string;
}): string {
  const fields = [
    `'type': ${reprString(type)}`,
    `'loc': ${where}`,
    `'msg': ${reprString(message)}`,
    `'input': ${input}`,
  ];
  if (context !== undefined) fields.push(`'ctx': ${repr(context)}`);
  return `{${fields.join(', ')}}`;
}
