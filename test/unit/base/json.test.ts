import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beyondBounds,
  deepestJson,
  isTooDeep,
  mostJsonValues,
  parseJson,
} from '../../../src/base/json';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('JSON from elsewhere', () => {
  it.each([
    ['a list nested as deeply as may be', nested(deepestJson)],
    ['brackets in a string', `"${'['.repeat(5_000)}"`],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(5_000)}"`],
    ['commas in a string', `["${','.repeat(mostJsonValues + 1)}"]`],
    ['a string of backslashes', `["${'\\\\'.repeat(5_000)}",${nested(10)}]`],
    ['many lists side by side', `[${Array(2_000).fill('[]').join(',')}]`],
  ])('is read: %s', (_what, text) => {
    expect(beyondBounds(text)).toBeUndefined();
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['nested a level more', nested(deepestJson + 1), 'nests more than 1000 levels deep'],
    ['that opens without end', '{"a":'.repeat(5_000), 'nests more than 1000 levels deep'],
    ['of more values', `[${'1,'.repeat(mostJsonValues)}1]`, 'holds more than 1000000 values'],
  ])('is not read: a text %s', (_what, text, because) => {
    expect(beyondBounds(text)).toBe(because);
    expect(parseJson(text)).toBeUndefined();
  });

  it('is measured as it is parsed', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (text, deepest) => {
        const isDeep = beyondBounds(text.padEnd(deepest + 1), deepest) !== undefined;
        expect(isDeep).toBe(isTooDeep(JSON.parse(text), deepest));
      }),
    );
  });
});
