import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextDepth, orderByContext } from '../../../../src/embedded/model/contextOrder';
import { visitContexts } from '../../../../src/embedded/model/contextSearch';

/** What stands before a position, latest first; nothing counts as less than every symbol. */
function contextOf(symbols: readonly number[], position: number): number[] {
  return Array.from({ length: contextDepth }, (_, back) => symbols[position - 1 - back] ?? -1);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((symbol, index) => symbol !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

// A corpus begins with the boundary 0, and so does every text here.
const text = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 80 })
  .map((tail) => [0, ...tail]);

test('positions are sorted by the symbols before them', () => {
  fc.assert(
    fc.property(text, (symbols) => {
      const order = orderByContext(Int32Array.from(symbols), 4);
      expect([...order].sort((a, b) => a - b)).toEqual(symbols.map((_, index) => index));
      for (const [rank, position] of order.slice(1).entries()) {
        const before = contextOf(symbols, order[rank] ?? 0);
        // The first position has nothing before it, which is read as the boundary.
        if (order[rank] !== 0 && position !== 0) {
          expect(compare(before, contextOf(symbols, position))).toBeLessThanOrEqual(0);
        }
      }
    }),
  );
});

test('long repetitions are told apart as far as the depth', () => {
  const symbols = Int32Array.from({ length: 5000 }, (_, index) => (index === 2500 ? 2 : 1));
  expect(orderByContext(symbols, 3)).toHaveLength(5000);
});

test('the places that share the longest context are visited first, and shares add up', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 }),
      (symbols, context) => {
        const order = orderByContext(Int32Array.from(symbols), 4);
        const at = (position: number): number => symbols[position] ?? 0;
        const lengths: number[] = [];
        let shares = 0;
        visitContexts({ order, at }, context, { total: 1000, level: 1000 }, (position, share) => {
          const first = context.findIndex((symbol, back) => at(position - 1 - back) !== symbol);
          lengths.push(first < 0 ? context.length : first);
          shares += share;
        });
        expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
        const alike = symbols.filter((_, position) => at(position - 1) === context[0]).length;
        expect(shares).toBeCloseTo(alike);
      },
    ),
  );
});
