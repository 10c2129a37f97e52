import type { ConstraintProblem } from './constraint';

/** What mends a refused expression, where a missing backslash is the likeliest cause. */
export function remedyFor(pattern: string, { column }: ConstraintProblem): string | undefined {
  if (column === undefined) return undefined;
  const [character, next] = Array.from(pattern).slice(column - 1);
  const special = character !== undefined && '()[]{}*+?^$'.includes(character);
  const extended = character === '(' && next === '?';
  return special && !extended ? `Write \`\\${character}\` for the character itself.` : undefined;
}

/** What is odd about a sound expression, from habits of languages where only a part must match. */
export function remarkOn(pattern: string): string | undefined {
  if (/^\/.+\/[gimsuy]*$/s.test(pattern)) {
    return 'The slashes belong to what must match: leave them out if they only enclose it.';
  }
  if (pattern.startsWith('^') || /(?<!\\)(?:\\\\)*\$$/.test(pattern)) {
    return 'The whole text is matched in any case: ^ and $ are not needed.';
  }
  return undefined;
}
