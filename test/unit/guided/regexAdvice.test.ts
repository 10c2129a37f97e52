import { expect, it } from 'vitest';
import { readRegex } from '../../../src/guided/regex';
import { regexRemark, regexRemedy } from '../../../src/guided/regexAdvice';

it.each([
  ['f(x', 'Close it with `)`, or write `\\('],
  ['x)', 'Write `\\)'],
  ['a[0', 'Close it with `]`, or write `\\['],
  ['*a', '`\\*'],
  ['a{b', '`\\{'],
  ['a}', '`\\}'],
  ['é😀(', '`\\('],
  ['a^b', '`\\^'],
])('%j, which is refused, says what mends it', (pattern, remedy) => {
  const [problem] = readRegex(pattern).problems ?? [];
  expect(problem && regexRemedy(pattern, problem)).toContain(remedy);
});

it.each(['a(?=b)', '(?i)a', '\\bword', '\\p{L}'])('%j is not', (pattern) => {
  const [problem] = readRegex(pattern).problems ?? [];
  expect(problem).toBeDefined();
  expect(problem && regexRemedy(pattern, problem)).toBeUndefined();
});

it.each([
  ['/abc/', /slashes/],
  ['/abc/gi', /slashes/],
  ['^abc', /\^ and \$/],
  ['abc$', /\^ and \$/],
  ['abc\\\\$', /\^ and \$/],
])('%j is remarked upon', (pattern, words) => {
  expect(regexRemark(pattern)).toMatch(words);
});

it.each(['abc', 'abc\\$', '/usr/bin', '[^a]', 'a/b'])('%j is not', (pattern) => {
  expect(regexRemark(pattern)).toBeUndefined();
});
