import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineChanges } from '../../../src/edits/lineChanges';

describe('the lines that change', () => {
  it.each<readonly [string, string, number, number, readonly string[]]>([
    ['a\nb\nc', 'a\nB\nc', 1, 1, ['B']],
    ['a\nb\nc', 'a\nc', 0, 1, []],
    ['a\nc', 'a\nb\nc', 1, 0, ['b']],
    ['a\na', 'a\na\na', 1, 0, ['a']],
    ['a\nb\nc\nd', 'A\nb\nC\nd', 2, 2, ['A', 'C']],
    ['a\nb', 'b\na', 1, 1, []],
    ['a', 'a', 0, 0, []],
  ])('between %j and %j', (before, after, added, removed, fresh) => {
    expect(lineChanges(before, after)).toEqual({ added, removed, fresh });
  });

  it('make up the difference in length', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { added, removed } = lineChanges(before, after);
        const lines = (of: string): number => of.split('\n').length;
        expect(lines(before) - removed + added).toBe(lines(after));
        expect(added === 0 && removed === 0).toBe(before === after);
      }),
    );
  });
});
