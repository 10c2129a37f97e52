import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jsonLimitProblem,
  maxJsonDepth,
  isTooDeep,
  measureJson,
  maxJsonValues,
  parseJson,
  type JsonMeasures,
} from '../../../src/base/json';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('JSON from elsewhere', () => {
  it.each([
    ['a list nested as deeply as may be', nested(maxJsonDepth)],
    ['brackets in a string', `"${'['.repeat(5_000)}"`],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(5_000)}"`],
    ['commas in a string', `["${','.repeat(maxJsonValues + 1)}"]`],
    ['a string of backslashes', `["${'\\\\'.repeat(5_000)}",${nested(10)}]`],
    ['many lists side by side', `[${Array(2_000).fill('[]').join(',')}]`],
  ])('is read: %s', (_what, text) => {
    expect(jsonLimitProblem(text)).toBeUndefined();
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['nested a level more', nested(maxJsonDepth + 1), 'nests more than 1000 levels deep'],
    ['that opens without end', '{"a":'.repeat(5_000), 'nests more than 1000 levels deep'],
    ['of more values', `[${'1,'.repeat(maxJsonValues)}1]`, 'holds more than 1000000 values'],
  ])('is not read: a text %s', (_what, text, because) => {
    expect(jsonLimitProblem(text)).toBe(because);
    expect(parseJson(text)).toBeUndefined();
  });

  it('is measured as it is parsed', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (text, deepest) => {
        const isDeep =
          jsonLimitProblem(text.padEnd(deepest + 1), { depth: deepest, values: maxJsonValues }) !==
          undefined;
        expect(isDeep).toBe(isTooDeep(JSON.parse(text), deepest));
      }),
    );
  });
});

/** What `measureJson` should find in a text, counted by walking the value that it holds. */
function measured(value: unknown): JsonMeasures {
  if (typeof value !== 'object' || value === null)
    return { depth: 0, nested: 0, members: 0, further: 0 };
  const children = Object.values(value);
  const below = children.map(measured);
  const sum = (of: (each: (typeof below)[number]) => number): number =>
    below.reduce((total, each) => total + of(each), 0);
  return {
    depth: 1 + Math.max(0, ...below.map(({ depth }) => depth)),
    nested: 1 + sum(({ nested }) => nested),
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
