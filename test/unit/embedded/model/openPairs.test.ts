/** Which brackets and quotes are open at a place, told without knowing a language. */
import { describe, expect, test } from 'vitest';
import { tokenEnd } from '../../../../src/embedded/model/lexer';
import {
  beginsWithCloser,
  isBalancedSince,
  openAfter,
} from '../../../../src/embedded/model/openPairs';

function openIn(text: string, before = ''): string {
  let open = before;
  for (let at = 0; at < text.length;) {
    const end = tokenEnd(text, at);
    open = openAfter(open, text.slice(at, end));
    at = end;
  }
  return open;
}

describe('open brackets and quotes', () => {
  test.each([
    ['f(a, [b', '(['],
    ['f(a)[b]{c}', ''],
    ['f(")")', ''],
    ['f("(', '("'],
    ["it('", "('"],
    ["f('\\'", "('"],
    ["f('\\\\'", '('],
    ['f(`a ${b(', '(`{('],
    ['f(`a ${b(c)}', '(`'],
    ['f(`a ${b}`)', ''],
    ['`$${a', '`{'],
    ['`$(', '`'],
    ['`a\n(', '`'],
    ["don't\n(", '('],
    [') ] }', ''],
    ['(]', '('],
  ])('after %j they are %j', (text, expected) => {
    expect(openIn(text)).toBe(expected);
  });

  test.each([
    ['f(', 'x', true],
    ['f(', '(x', false],
    ['f(', '(x)', true],
    ['f(', 'x)', true],
    ['f(', 'x).g(y', true],
    ['f(', 'x).g(y, [', false],
    ["f('", 'x', true],
    ["f('", "x', y", true],
    ["f('", 'x\', "', false],
    ["f('", '\\', false],
  ])('of %j, %j leaves none of its own open: %j', (before, text, expected) => {
    const start = openIn(before);
    expect(isBalancedSince(start, openIn(text, start))).toBe(expected);
  });

  test.each([
    [')\n', true],
    [' }', true],
    ['"', true],
    [';', false],
    ['\n)', false],
    ['', false],
  ])('%j begins with a closer: %j', (text, expected) => {
    expect(beginsWithCloser(text)).toBe(expected);
  });
});
