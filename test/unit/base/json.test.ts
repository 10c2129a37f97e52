import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureJson } from '../../../src/base/json';

/** The same by walking what was read. */
function measured(value: unknown): { depth: number; members: number; further: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, members: 0, further: 0 };
  const children = Object.values(value);
  const below = children.map(measured);
  const sum = (of: (each: (typeof below)[number]) => number): number =>
    below.reduce((total, each) => total + of(each), 0);
  return {
    depth: 1 + Math.max(0, ...below.map(({ depth }) => depth)),
    members: (Array.isArray(value) ? 0 : children.length) + sum(({ members }) => members),
    further: Math.max(0, children.length - 1) + sum(({ further }) => further),
  };
}

describe('the measures of a JSON text', () => {
  it('are those of what it holds, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: fc.constantFrom(...'[]{}",:\\a'.split('')) }), (text) => {
        expect(measureJson(text)).toEqual(measured(JSON.parse(text)));
      }),
    );
  });

  it('are found in a text that is deep, wide or no JSON', () => {
    expect(measureJson('['.repeat(1_000_000)).depth).toBe(1_000_000);
    expect(measureJson('{"a":'.repeat(100_000)).members).toBe(100_000);
    expect(measureJson(`"${'\\"['.repeat(1_000_000)}`).depth).toBe(0);
    expect(measureJson(']]][').depth).toBe(0);
  });
});
