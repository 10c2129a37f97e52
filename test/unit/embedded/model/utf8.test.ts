import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextAssembler } from '../../../../src/embedded/model/textAssembler';
import { decodeUtf8, encodeUtf8, incompleteTail } from '../../../../src/embedded/model/utf8';

const anyText = fc.string({ unit: 'binary' });
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((units) => String.fromCharCode(...units));

test('every string survives the way to bytes and back, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), (text) => {
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
});

test('well-formed text has the bytes that TextEncoder gives it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(text.isWellFormed());
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    }),
  );
});

test('bytes that are no text decode to replacement characters and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeUtf8(bytes).length).toBeLessThanOrEqual(bytes.length);
      expect(incompleteTail(bytes)).toBeLessThanOrEqual(3);
    }),
  );
});

test('text cut anywhere between bytes is assembled without a broken character', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
      (text, cuts) => {
        fc.pre(text.isWellFormed());
        const bytes = encodeUtf8(text);
        const assembler = new TextAssembler();
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const end = at + (cuts[turn % cuts.length] ?? 1);
          pieces.push(assembler.push(bytes.subarray(at, end)));
          at = end;
        }
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
        expect(pieces.join('') + assembler.flush()).toBe(text);
      },
    ),
  );
});
