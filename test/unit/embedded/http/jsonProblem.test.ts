import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonProblem } from '../../../../src/embedded/http/jsonProblem';
import { expectLinearIn } from '../../../support/growth';

/** As `json.loads` of CPython 3.12 reports them. */
const seen: readonly (readonly [text: string, position: number, error: string])[] = [
  ['', 0, 'Expecting value'],
  ['{', 1, 'Expecting property name enclosed in double quotes'],
  ['{"a": 1,}', 8, 'Expecting property name enclosed in double quotes'],
  ['[1,]', 3, 'Expecting value'],
  ['[1 2]', 3, "Expecting ',' delimiter"],
  ['{"a" 1}', 5, "Expecting ':' delimiter"],
  ['{} x', 3, 'Extra data'],
  ['"a', 0, 'Unterminated string starting at'],
  ['"a\\', 0, 'Unterminated string starting at'],
  ['"a\nb"', 2, 'Invalid control character at'],
  ['"\\q"', 1, 'Invalid \\escape'],
  ['nonsense', 0, 'Expecting value'],
  ['[01]', 2, "Expecting ',' delimiter"],
  ['-', 0, 'Expecting value'],
  ['[[[', 3, 'Expecting value'],
];

describe('a JSON problem', () => {
  it.each(seen)('in %j is at %i: %s', (text, position, error) => {
    expect(findJsonProblem(text)).toEqual({ position, error });
  });

  it('is found in no text that is JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(3), (text, indent) => {
        expect(findJsonProblem(JSON.stringify(JSON.parse(text), null, indent))).toBeUndefined();
      }),
    );
  });

  it('is found in every text that is not', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      'a',
      ':',
      ',',
      '1',
      '-',
      '\\',
      ' ',
      'true',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(findJsonProblem(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['[', '{"a":', '[[],', '"', '\\', ' '])(
    'is found in time in proportion to the text, be it of many %j',
    async (piece) => {
      await expectLinearIn(piece, findJsonProblem);
    },
  );

  it('is found however deep the text nests', () => {
    expect(findJsonProblem('['.repeat(2_000_000))?.position).toBe(2_000_000);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
