/** Regular expressions mean what JavaScript means by them, or are refused with a column. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchText } from '../../../src/guided/match';
import { printGrammar } from '../../../src/guided/printGrammar';
import { readRegex } from '../../../src/guided/regex';
import { createByteCompiler } from '../../../src/guided/xgrammar';
import { derive } from '../../support/derive';
import { expectLinearTime } from '../../support/growth';
import { loadXGrammar } from '../../support/loadXGrammar';
import { recognises } from '../../support/recognise';

const patterns = [
  'abc',
  'a|bc|',
  '[a-z]{3}-\\d+',
  '^(?:GET|POST) /\\S*$',
  'a*b+c?',
  'a{2}b{1,}c{0,2}',
  '(a(b(c)?)?)',
  '[^a-z\\n]',
  '[\\w.-]+@[\\w-]+\\.[a-z]{2,}',
  '\\s*\\{\\s*\\}',
  '.*',
  '(?<year>\\d{4})-(?P<month>\\d\\d)',
  'a*?b+?c??',
  '(a?b?)*c',
  '(a*)*',
  '((a|)b?){2,4}',
  '(?:a*|b*)+',
  '[\\]a-]',
  '\\x41\\u00e9\\u{1F600}',
  'é[à-ÿ]*😀',
  '[\\s\\S]{1,4}',
  '[^\\d]',
  '[^\\s]x',
  '^a|b$',
  '\\/\\.',
  '[^\\x00]',
  '\\D\\W',
  '[+\\-*/]',
];

/** What JavaScript makes of a pattern; it spells named groups its own way. */
const whole = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern.replaceAll('(?P<', '(?<')})$`, 'u');

describe('a regular expression', () => {
  it.each(patterns)('%j generates only texts that JavaScript matches', (pattern) => {
    const { grammar, problems } = readRegex(pattern);
    expect(problems).toBeUndefined();
    if (grammar === undefined) return;
    const judge = whole(pattern);
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (numbers) => {
        let at = 0;
        const text = derive(grammar, (count) => (numbers[at++ % 30] ?? 0) % count);
        expect([text, judge.test(text)]).toEqual([text, true]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['(a?b?)*c', ['c', 'abc', 'bac', 'aabbc'], ['', 'ab', 'cc']],
    ['(a*)*', ['', 'aaa'], ['b']],
    ['((a|)b?){2,4}', ['', 'a', 'abab', 'aaaa', 'bbbb'], ['aaaaa']],
    ['(?:a*|b*)+', ['', 'aab', 'bbaa'], ['c']],
    ['(a*){2,5}', ['', 'aaaaaaa'], ['b']],
    ['((a+)*b?)*c', ['c', 'aabbac'], ['', 'ab']],
    ['(a+)+', ['a', 'aaa'], ['']],
    ['((a+|b{1,3})+|)*', ['', 'abbbbba'], ['c']],
    ['((a|b?){0,2}){3}', ['', 'aaaaaa', 'bab'], ['aaaaaaa', 'c']],
    ['.', ['a', 'é', '\u{1f600}'], ['\n', '\r', '']],
    ['^a|b$', ['a', 'b'], ['ab']],
    ['', [''], ['a']],
    ['a|', ['a', ''], ['b']],
  ])('%j is read whole', (pattern, accepted, refused) => {
    const { grammar } = readRegex(pattern);
    if (grammar === undefined) throw new Error(`refused: ${pattern}`);
    for (const text of accepted) expect([text, recognises(grammar, text)]).toEqual([text, true]);
    for (const text of refused) expect([text, recognises(grammar, text)]).toEqual([text, false]);
  });

  it.each([
    ['a(?=b)', 2, 'look-around, including look-ahead and look-behind, is not supported'],
    ['(?<!a)b', 1, 'look-around, including look-ahead and look-behind, is not supported'],
    ['(a)\\1', 4, 'back-references are not supported'],
    ['(?<n>a)\\k<n>', 8, 'back-references are not supported'],
    ['(?P=n)', 1, 'back-references are not supported'],
    ['a\\bc', 2, 'word boundaries are not supported'],
    ['(?i)a', 1, 'flags and special groups are not supported'],
    ['(?i:a)', 1, 'flags and special groups are not supported'],
    ['(?>a)', 1, 'atomic groups are not supported'],
    ['\\p{L}', 1, 'Unicode classes are not supported'],
    ['a{,3}', 2, 'expected `{m}`, `{m,}` or `{m,n}`'],
    ['a{', 2, 'expected `{m}`, `{m,}` or `{m,n}`'],
    ['x(a*b?){2,9}', 2, 'the repeated part may be empty, which makes matching too slow'],
    ['((a?){99}){99}', 1, 'the repeated part may be empty, which makes matching too slow'],
    ['a{3,2}', 2, 'the upper bound is below the lower bound'],
    ['a{99999}', 2, 'more than 10000 repetitions'],
    ['a^b', 2, '`^` is supported at the very beginning only'],
    ['a$b', 2, '`$` is supported at the very end only'],
    ['\\Aa', 1, 'this anchor is not supported; the whole text is matched anyway'],
    ['a\\Z', 2, 'this anchor is not supported; the whole text is matched anyway'],
    ['(a', 1, 'unclosed group'],
    ['a)', 2, 'there is no group to close here'],
    ['[a', 1, 'unclosed character class'],
    ['[z-a]', 2, 'this range runs backwards'],
    ['[a-\\d]', 2, 'a class cannot end a range'],
    ['[[:alpha:]]', 2, 'POSIX classes are not supported'],
    ['[a&&b]', 3, 'set operations in a class are not supported'],
    ['*a', 1, 'there is nothing to repeat'],
    ['a**', 3, 'a quantifier cannot follow a quantifier'],
    ['a\\', 2, 'unknown escape \\'],
    ['\\q', 1, 'unknown escape \\q'],
    ['a}', 2, '`}` needs a backslash here'],
    ['é😀(', 3, 'unclosed group'],
  ])('%j is refused at column %i', (pattern, column, message) => {
    expect(readRegex(pattern)).toEqual({ problems: [{ message, line: 1, column }] });
  });

  it.each([
    ['nested deeper than 200', `${'('.repeat(300)}a${')'.repeat(300)}`],
    ['longer than 64 KB', 'a'.repeat(70_000)],
    ['whose rewriting explodes', `(${'(a?b?)'.repeat(600)}c?){2}`],
  ])('%s is refused', (_what, pattern) => {
    expect(readRegex(pattern).problems?.length).toBe(1);
  });

  it('that nests repetitions means what JavaScript means by it', () => {
    const parts = fc.letrec<{ part: string }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('a', 'b', 'ab', ''),
        fc.tuple(tie('part'), tie('part')).map(([one, other]) => `${one}${other}`),
        fc.tuple(tie('part'), tie('part')).map(([one, other]) => `(?:${one}|${other})`),
        fc
          .tuple(tie('part'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{2,}'))
          .map(([body, quantifier]) => `(?:${body})${quantifier}`),
      ),
    })).part;
    const texts = fc
      .array(fc.constantFrom('a', 'b'), { maxLength: 6 })
      .map((text) => text.join(''));
    fc.assert(
      fc.property(parts, fc.array(texts, { minLength: 8, maxLength: 8 }), (pattern, some) => {
        const { grammar } = readRegex(pattern);
        fc.pre(grammar !== undefined);
        for (const text of some) {
          expect([text, recognises(grammar, text)]).toEqual([text, whole(pattern).test(text)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['(a*)*b', '(a+)+b', '(a*b*)*c', '((a*)+)*b', '(?:(?:a+)*|b*)*c', '(a*){2,5}b'])(
    '%j is matched in linear time',
    async (pattern) => {
      const { grammar } = readRegex(pattern);
      if (grammar === undefined) throw new Error(`refused: ${pattern}`);
      const compiler = await createByteCompiler(loadXGrammar());
      const compiled = await compiler.compile(printGrammar(grammar));
      const text = (size: number): string => 'a'.repeat(size);
      const matcher = await compiled.createMatcher();
      expect(matchText(matcher, text(1_000))).toEqual({ match: 'legal-prefix' });
      await expectLinearTime({
        input: async (size) => [await compiled.createMatcher(), text(size)] as const,
        work: ([fresh, read]) => matchText(fresh, read),
      });
    },
  );
});
