import type { ConstraintProblem } from './constraint';
import { SyntaxProblem } from './ebnfScanner';
import { rootName } from './grammar';
import type { GrammarReading } from './ebnf';
import { findGrammarProblems } from './grammarChecks';
import { parseRegex, type RegexReading } from './regexParser';
import { positionAt } from './textPosition';
import { TooComplex, withoutEmptyBodies } from './withoutEmptyBodies';

const maxLength = 64 * 1024;

/** Reads a regular expression as a grammar of the texts that it matches whole. */
export function readRegex(pattern: string, reading: RegexReading = 'all'): GrammarReading {
  if (pattern.length > maxLength) {
    return { problems: [{ message: `the pattern is longer than ${maxLength} characters` }] };
  }
  try {
    const body = withoutEmptyBodies(parseRegex(pattern, reading).body);
    const grammar = new Map([[rootName, { body }]]);
    const [problem] = findGrammarProblems(grammar);
    if (problem !== undefined) throw problem;
    return { grammar };
  } catch (error) {
    return { problems: [toProblem(error, pattern)] };
  }
}

function toProblem(error: unknown, pattern: string): ConstraintProblem {
  if (error instanceof SyntaxProblem) {
    return { message: error.message, ...positionAt(pattern, error.at) };
  }
  if (error instanceof TooComplex) return { message: error.message };
  throw error;
}
