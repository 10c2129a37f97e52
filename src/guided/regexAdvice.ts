import type { ConstraintProblem } from './constraint';

const closing: ReadonlyMap<string, string> = new Map(Object.entries({ '(': ')', '[': ']' }));

/** What mends a refused expression, where a missing backslash is the likeliest cause. */
export function regexRemedy(
  pattern: string,
  { message, column }: ConstraintProblem,
): string | undefined {
  if (column === undefined) return undefined;
  const [character, next] = Array.from(pattern).slice(column - 1);
  const special = character !== undefined && '()[]{}*+?^$'.includes(character);
  if (!special || (character === '(' && next === '?')) return undefined;
  const close = message.startsWith('unclosed') ? closing.get(character) : undefined;
  const escape = `rite \`\\${character}\` for the character itself.`;
  return close === undefined ? `W${escape}` : `Close it with \`${close}\`, or w${escape}`;
}

/** What is odd about a sound expression, from habits of languages where only a part must match. */
export function regexRemark(pattern: string): string | undefined {
  if (/^\/.+\/[gimsuy]*$/s.test(pattern)) {
    return 'The slashes belong to what must match: leave them out if they only enclose it.';
  }
  if (pattern.startsWith('^') || /(?<!\\)(?:\\\\)*\$$/.test(pattern)) {
    return 'The whole text is matched in any case: ^ and $ are not needed.';
  }
  return undefined;
}
