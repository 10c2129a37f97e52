import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEbnf } from '../../../src/guided/ebnf';
import { recognises } from '../../support/recognise';

function matches(source: string, text: string): boolean {
  const { grammar, problems } = readEbnf(source);
  expect(problems).toBeUndefined();
  return grammar !== undefined && recognises(grammar, text);
}

/** Problems as `line:column message`. */
function problemsOf(source: string): readonly string[] {
  const { problems = [] } = readEbnf(source);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('a grammar', () => {
  it.each([
    ['root ::= "a" | "b"', ['a', 'b'], ['', 'c', 'ab']],
    ['root ::= "a"\n  "b"\n | "c"', ['ab', 'c'], ['a']],
    ['# a comment\nroot ::= x # another\nx ::= "#"', ['#'], ['']],
    ['root ::= "\\n\\t\\"\\\\\\x41\\u00e9\\U0001F600"', ['\n\t"\\Aé\u{1f600}'], []],
    ['root ::= [a-cx\\-\\]^]', ['a', 'c', 'x', '-', ']', '^'], ['d', '\\']],
    ['root ::= [^a-c\\n]', ['d', 'é', '\u{1f600}'], ['a', '\n', '']],
    ['root ::= [^\\x00-\\x1f"]', ['a', 'é'], ['"', '\t']],
    ['root ::= [-a] [a-]', ['-a', 'a-'], ['b-']],
    ['root ::= "a"{2} "b"{1,} "c"{1,2} "d"?', ['aabc', 'aabbccd'], ['abc', 'aabccc']],
    ['root ::= "a"{ 1 , 2 }', ['a', 'aa'], ['', 'aaa']],
    ['root ::= () "a" ("b" | "")', ['a', 'ab'], ['b']],
    ['my-rule.x_1 ::= "a"\nroot ::= my-rule.x_1+', ['a', 'aaa'], ['']],
    ['root ::= root "a" | "b"', ['b', 'baa'], ['a', '']],
    ['root ::= "a"\r\n  | "b"\r\n', ['a', 'b'], ['']],
  ])('%j is read as XGrammar reads it', (source, accepted, refused) => {
    for (const text of accepted) expect([text, matches(source, text)]).toEqual([text, true]);
    for (const text of refused) expect([text, matches(source, text)]).toEqual([text, false]);
  });

  it.each([
    ['root ::= "a', '1:10 this literal is not closed on its line'],
    ['root ::= "a\nb"', '1:10 this literal is not closed on its line'],
    ['root ::= [a', '1:10 this character class is not closed on its line'],
    ['root ::= [z-a]', '1:11 this range runs backwards'],
    ['root ::= []', '1:10 an empty character class matches nothing'],
    ['root ::= [\\d]', '1:11 unknown escape \\d: write [0-9]'],
    ['root ::= "\\q"', '1:11 unknown escape \\q'],
    ['root ::= "\\ud83d"', '1:11 this escape is not a character'],
    ['root ::= "\\x00"', '1:11 the NUL character cannot be written'],
    ['root ::= ("a"', '1:10 this group is not closed'],
    ['root ::= "a")', '1:13 unexpected `)`'],
    ['root ::= | "a"', '1:10 expected a literal, a class, a rule or a group; "" is empty'],
    ['root ::= "a" |', '1:15 expected a literal, a class, a rule or a group; "" is empty'],
    ['root ::= "a"{,2}', '1:13 expected a number after `{`'],
    ['root ::= "a"{3,2}', '1:13 the upper bound is below the lower bound'],
    ['root ::= "a"{1 2}', '1:13 expected `{m}`, `{m,}` or `{m,n}`'],
    ['root ::= "a"?*', '1:14 a quantifier cannot follow a quantifier'],
    ['root ::= "a"{1000000}', '1:13 more than 100000 repetitions'],
    ['root ::= "a" (="b")', '1:14 look-ahead is not supported'],
    ['root ::= TagDispatch(("a", b))', '1:10 macros are not supported'],
    ['root ::= é', '1:10 expected a literal, a class, a rule or a group'],
    ["root ::= 'x'", '1:10 literals are enclosed in double quotes'],
    [
      'root ::= .*',
      '1:10 any character is written `[^\\n]`, or `([^\\n] | "\\n")` with line breaks',
    ],
    ['root ::= (?i) "a"', '1:10 flags such as `(?i)` are not supported: write `[Aa]`'],
    ['root ::= (?:"a")', '1:10 a group is written `(…)`, without `?`'],
    ['root ::= (?!"a")', '1:10 look-around is not supported'],
    ['root ::= /a+/', '1:10 regular expressions are not supported'],
    ['root ::= "a";', '1:13 separate parts with spaces and rules with line breaks'],
    ['root ::= "a" // b', '1:14 a comment begins with `#`'],
    ['root ::= <name>', '1:10 write the name of a rule without `<` and `>`'],
    ['root ::= *', '1:10 there is nothing to repeat'],
    ['root ::= "a" (', '1:14 this group is not closed'],
    ['root ::= "\\u12"', '1:11 unknown escape \\u: four hexadecimal digits follow it'],
    ['root = "a"', '1:1 expected `::=` after the name of a rule, at the start of a line'],
    ['start: "a"', '1:1 expected `::=` after the name of a rule, at the start of a line'],
    ['foo ::= "a"', '1:1 rule `root` is not defined'],
    ['', '1:1 rule `root` is not defined'],
    ['root ::= "😀" zz', '1:14 rule `zz` is not defined'],
    ['root ::= "a"\nroot ::= "b"', '2:1 rule `root` is defined twice'],
    ['root ::= root', '1:1 rule `root` never ends: each of its alternatives needs it again'],
    [
      'root ::= "a" | b\nb ::= "x" b',
      '2:1 rule `b` never ends: each of its alternatives needs it again',
    ],
    [
      'root ::= ("a"? "b"?)* "c"',
      '1:21 the repeated part may be empty, which makes matching too slow',
    ],
    [
      'root ::= a{2,}\na ::= "x"*',
      '1:11 the repeated part may be empty, which makes matching too slow',
    ],
    [
      'root ::= a\na ::= b | "x"\nb ::= a',
      '2:1 rule `a` can become itself without writing anything',
    ],
    [
      'root ::= e root e | "x"\ne ::= "y"?',
      '1:1 rule `root` can become itself without writing anything',
    ],
  ])('%j is refused with its place', (source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });

  it('is told every problem at once, in the order of the text', () => {
    const source = 'root ::= "a\nb ::= [z-a]\nc ::= "ok"\nd ::= ("x"\n';
    expect(problemsOf(source).map((problem) => problem.split(' ')[0])).toEqual([
      '1:10',
      '2:8',
      '4:7',
    ]);
  });

  it.each([
    [
      'root ::= foo bar\nbar ::= "x"* (',
      ['1:10 rule `foo` is not defined', '2:14 this group is not closed'],
    ],
    [
      'root ::= "\\q\\u12" [\\p] zz',
      [
        '1:11 unknown escape \\q',
        '1:13 unknown escape \\u: four hexadecimal digits follow it',
        '1:20 unknown escape \\p',
        '1:24 rule `zz` is not defined',
      ],
    ],
    [
      "root ::= 'a' b . c\nb = 'x'\nc ::= b (d) | \nd ::= (\"e\"?)*",
      [
        '1:10 literals are enclosed in double quotes',
        '1:16 any character is written `[^\\n]`, or `([^\\n] | "\\n")` with line breaks',
        '2:1 expected `::=` after the name of a rule, at the start of a line',
        '3:14 expected a literal, a class, a rule or a group; "" is empty',
        '4:13 the repeated part may be empty, which makes matching too slow',
      ],
    ],
    [
      'root ::= a zz | "r"\na ::= "x" a\nb ::= b',
      [
        '1:12 rule `zz` is not defined',
        '2:1 rule `a` never ends: each of its alternatives needs it again',
        '3:1 rule `b` can become itself without writing anything',
      ],
    ],
  ])('%j has several problems', (source, problems) => {
    expect(problemsOf(source)).toEqual(problems);
  });

  it('of too many rules says so once', () => {
    const rules = Array.from({ length: 6_000 }, (_, index) => `r${index} ::= r${index + 1}`);
    expect(problemsOf(['root ::= r0', ...rules].join('\n'))).toEqual([
      '5001:1 more than 5000 rules',
    ]);
  });

  it('is read in linear time, whatever it says', () => {
    const lines = fc.array(fc.constantFrom(...Array.from('"[](){}|\\*?+.^-ab:=#\'\n 1,/<')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(lines, (characters) => {
        const source = `root ::= ${characters.join('')}`;
        const reading = readEbnf(source);
        expect(reading.grammar === undefined).toBe((reading.problems ?? []).length > 0);
        for (const { line = 0, column = 0 } of reading.problems ?? []) {
          const text = source.split('\n')[line - 1];
          expect(column).toBeLessThanOrEqual((text ?? '').length + 1);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['longer than 256 KB', `root ::= "${'a'.repeat(256 * 1024)}"`],
    [
      'of more than 5,000 rules',
      Array.from({ length: 5_002 }, (_, i) => `r${i} ::= "a"`).join('\n'),
    ],
    ['nested deeper than 200', `root ::= ${'('.repeat(250)}"a"${')'.repeat(250)}`],
    ['nested a hundred thousand deep', `root ::= ${'('.repeat(100_000)}`],
  ])('%s is refused', (_what, source) => {
    expect(readEbnf(source).problems?.length).toBeGreaterThan(0);
  });

  it('of thousands of rules that chain is read', () => {
    const rules = Array.from({ length: 4_000 }, (_, index) => `r${index} ::= r${index + 1} | "x"`);
    const { problems } = readEbnf(['root ::= r0', ...rules, 'r4000 ::= "y"'].join('\n'));
    expect(problems).toBeUndefined();
  });
});
