import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetOfPosition, positionOfOffset } from '../../../src/edits/textPosition';

it.each([
  ['', 0, { line: 0, character: 0 }],
  ['ab', 2, { line: 0, character: 2 }],
  ['🌿', 2, { line: 0, character: 2 }],
  ['ab\n', 3, { line: 1, character: 0 }],
  ['ab\ncd\ne', 7, { line: 2, character: 1 }],
])('in %j the offset %i is where it is', (text, offset, place) => {
  expect(positionOfOffset(text, offset)).toEqual(place);
});

it('an offset is the place that it is at', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '🌿', '\n') });
  fc.assert(
    fc.property(text, fc.nat(), (written, number) => {
      const offset = number % (written.length + 1);
      expect(offsetOfPosition(written, positionOfOffset(written, offset))).toBe(offset);
    }),
  );
});
