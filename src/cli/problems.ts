import type { ConstraintProblem } from '../guided/constraint';
import type { JsonValue } from './document';

/** `file:line:column`, as editors jump to it; `source` may be an option as well. */
export function locationText(
  source: string,
  { line, column }: Pick<ConstraintProblem, 'line' | 'column'>,
): string {
  return line === undefined || column === undefined ? source : `${source}:${line}:${column}`;
}

/** Problems as one sentence: the first one, and how many there are besides. */
export function problemSentence(source: string, problems: readonly ConstraintProblem[]): string {
  const [first, ...others] = problems;
  if (first === undefined) return source;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${locationText(source, first)}: ${first.message}${more}`;
}

export function problemDocument({
  message,
  line,
  column,
}: ConstraintProblem): Readonly<Record<string, JsonValue>> {
  return { message, line: line ?? null, column: column ?? null };
}
