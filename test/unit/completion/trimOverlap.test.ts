import { describe, expect, it } from 'vitest';
import { trimOverlap } from '../../../src/completion/trimOverlap';

describe('a completion does not repeat what stands right of the cursor', () => {
  it.each([
    ['foo(█)', 'bar)', 'bar'],
    ['foo(█);', 'bar);', 'bar'],
    ['foo(█)', 'bar()', 'bar()'],
    ['foo(█)', 'bar())', 'bar()'],
    ['"█"', 'text"', 'text'],
    ['f(█)', '"text"', '"text"'],
    ['[█]', '1, 2]', '1, 2'],
    ['[█]', 'a[0]', 'a[0]'],
    ['x = █;', '1;', '1'],
    ['x = █', '1;', '1;'],
    ['{ █ }', 'a: 1', 'a: 1'],
    ['`${█}`', 'name}`', 'name'],
  ])('%s with %s', (document, completion, expected) => {
    expect(trimOverlap(completion, document.slice(document.indexOf('█') + 1))).toBe(expected);
  });
});
