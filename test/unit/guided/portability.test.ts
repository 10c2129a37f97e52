import { describe, expect, it } from 'vitest';
import { readEbnf } from '../../../src/guided/ebnf';
import { portabilityWarnings } from '../../../src/guided/portability';

/** Warnings as `line:column message`. */
function warningsOf(source: string): readonly string[] {
  const { grammar, problems } = readEbnf(source);
  if (!grammar) throw new Error(problems[0]?.message);
  return portabilityWarnings(source, grammar).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe('a portable grammar', () => {
  // Each was taken by llguidance 1.9.1.
  it.each([
    'root ::= "a" | b\nb ::= [a-z]+',
    'root ::= my-rule _x\nmy-rule ::= "a"\n_x ::= "b"',
    'root ::= "\\x41\\n\\r\\t\\\\\\"é"',
    'root ::= [\\]\\[\\\\\\"^a-] [-a] [^\\n"] [\\x00-\\x1f] [é-ÿ] [[a]',
    'root ::= "a"{2} "b"{1,} "c"{ 1 , 2 }',
    '# one\nroot ::= "#" b-c # two\n# three\nb-c ::= "a" |\n # four\n "b" b-c\n',
    'root ::= ("a"\n  | "b"\n)',
    'root ::=\n  "a"',
    'root ::= root "a" | ""',
    '  root ::= b\n  b ::= "c"',
  ])('%j has no warnings', (source) => {
    expect(warningsOf(source)).toEqual([]);
  });
});

describe('a grammar', () => {
  // Each but for the unused rule was refused by llguidance 1.9.1, or read differently.
  it.each([
    ['root ::= "a"\nb ::= "c"', '2:1 rule `b` is not used by `root`'],
    ['root ::= a.b\na.b ::= "a"', '2:1 llguidance takes no dot in a name, as in `a.b`'],
    ['root ::= start\nstart ::= "a"', '2:1 llguidance has a rule named `start` of its own'],
    ['root ::= a-b a_b\na-b ::= "a"\na_b ::= "b"', '3:1 llguidance does not tell `a_b` from `a-b`'],
    ['root ::= "\\e"', '1:11 llguidance does not take `\\e`'],
    ['root ::= "a" "\\u00e9"', '1:15 llguidance does not take `\\u`'],
    ['root ::= [a\\-z]', '1:12 llguidance does not take `\\-`'],
    ['root ::= "\\x041"', '1:11 llguidance reads two digits after \\x, not as many as in `\\x041`'],
    ['root ::= [^]', '1:10 llguidance does not take `[^]`'],
    [
      'root ::= "a"\n  | "b"',
      '2:3 llguidance takes a rule to end with its line, unless `|` or `(` ends that',
    ],
  ])('%j is warned of', (source, warning) => {
    expect(warningsOf(source)).toEqual([warning]);
  });
});
