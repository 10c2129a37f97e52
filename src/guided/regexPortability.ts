import type { ConstraintProblem } from './constraint';
import { SyntaxProblem } from './ebnfScanner';
import { parseRegex, type Ambiguity } from './regexParser';
import { shorthands } from './regexShorthands';
import { positionAt } from './textPosition';

/**
 * What of a sound regular expression engines read differently, of what a person is likely to mean
 * beyond ASCII: `\\D` and its like, and `[^\\d]`.
 */
export function regexWarnings(pattern: string): readonly ConstraintProblem[] {
  return ambiguitiesIn(pattern)
    .filter(({ spelling, within }) => within === 'negated class' || /^\\[DWS]$/.test(spelling))
    .map((ambiguity) => ({
      message: wordsFor(ambiguity),
      ...positionAt(pattern, ambiguity.at),
    }));
}

/** Why a text cannot be judged that only some engines take; `undefined` where all read alike. */
export function ambiguityOf(pattern: string): string | undefined {
  const words = new Set(ambiguitiesIn(pattern).map(wordsFor));
  return words.size === 0 ? undefined : [...words].slice(0, maxNamed).join('; ');
}

const maxNamed = 3;

function ambiguitiesIn(pattern: string): readonly Ambiguity[] {
  try {
    return parseRegex(pattern).ambiguities;
  } catch (error) {
    if (error instanceof SyntaxProblem) return [];
    throw error;
  }
}

function wordsFor({ spelling, within }: Ambiguity): string {
  const portable = shorthands.get(spelling)?.portable ?? '';
  if (within === 'nothing') {
    const where = spelling === '.' ? 'at line breaks' : 'beyond ASCII';
    return `engines read \`${spelling}\` differently ${where}; \`[${portable}]\` is read alike`;
  }
  const inside = portable.startsWith('^') ? undefined : portable;
  const advice = inside === undefined ? '' : `; \`${inside}\` in its place is read alike`;
  return `engines read \`${spelling}\` in a class differently beyond ASCII${advice}`;
}
