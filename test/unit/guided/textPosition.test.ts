import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetAt, positionAt } from '../../../src/guided/textPosition';

it('finds the character again that a position names', () => {
  const characters = fc.array(fc.constantFrom('a', '\n', '\r\n', '🌿'));
  fc.assert(
    fc.property(characters, characters, (before, after) => {
      const text = [...before, ...after].join('');
      const offset = before.join('').length;
      expect(offsetAt(text, positionAt(text, offset))).toBe(offset);
    }),
  );
});
