import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWide, readUtf8, Utf8Reader } from '../../../src/provider/transport/utf8';

const damage = 'bytes that are not UTF-8: ';

/** Bytes in pieces of so many, and all at once. */
function inPieces(bytes: Uint8Array, size: number): { text: string; damages: readonly string[] } {
  const reader = new Utf8Reader();
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) {
    pieces.push(reader.write(bytes.subarray(at, at + size)));
  }
  pieces.push(reader.end());
  const text = pieces.map((piece) => piece.text).join('');
  return { text, damages: pieces.flatMap((piece) => piece.damage ?? []) };
}

it('text is read as it was sent, in whatever pieces, and no replacement character is taken for damage', () => {
  const character = fc.constantFrom('a', 'é', '€', '🌿', '\uFFFD', ' ');
  const texts = fc.array(character).map((characters) => characters.join(''));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 6 }), (text, size) => {
      const bytes = Buffer.from(text);
      expect(inPieces(bytes, size)).toEqual({ text, damages: [] });
      expect(readUtf8(bytes)).toEqual({ text, damage: undefined });
    }),
  );
});

it.each<[string, Uint8Array, string]>([
  ['Latin-1', Buffer.from('un café noir', 'latin1'), 'caf\uFFFD'],
  ['a character without its end', Buffer.from([0x61, 0xf0, 0x9f, 0x8c, 0x62]), 'a\uFFFDb'],
  ['an end without its character', Buffer.from([0x61, 0xbd, 0x62]), 'a\uFFFDb'],
  ['half a character at the end', Buffer.from([0x61, 0xe2, 0x82]), 'a\uFFFD'],
  [
    'damage in front of a replacement character that was sent',
    Buffer.from([0xe9, 0xef, 0xbf, 0xbd]),
    '\uFFFD\uFFFD',
  ],
  ['a value of JSON', Buffer.from('{"a":"caf\xe9"}', 'latin1'), 'caf\uFFFD'],
])('is told where it stands: %s', (_what, bytes, word) => {
  expect(readUtf8(bytes).damage).toBe(damage + word);
  for (const size of [1, 2, 3, bytes.length]) {
    const { text, damages } = inPieces(bytes, size);
    expect([text, damages.length]).toEqual([readUtf8(bytes).text, 1]);
  }
});

it.each([
  ['{"a":1}', 'utf8', false],
  ['data: x', 'utf8', false],
  ['', 'utf8', false],
  ['{"a":1}', 'utf16le', true],
  ['\uFEFF{"a":1}', 'utf16le', true],
] as const)('%j in %s is written in characters of two bytes: %s', (text, encoding, wide) => {
  const bytes = Buffer.from(text, encoding);
  expect(isWide(new Utf8Reader().write(bytes).text)).toBe(wide);
  if (wide) expect(isWide(readUtf8(bytes.swap16()).text)).toBe(true);
});
