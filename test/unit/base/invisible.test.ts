import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invisibleIn, escapeInvisible, escapeInvisibleInJson } from '../../../src/base/invisible';
import { hostileControls } from '../../support/hostileWords';

/** Where a character that nobody sees is at home. */
const ordinary: readonly (readonly [what: string, text: string])[] = [
  ['plain text', 'const a = 1;\n\treturn ä – 日本語;\n'],
  ['a family', '👨‍👩‍👧‍👦'],
  ['a profession with a skin', '👩🏽‍⚕️'],
  ['a pirate', '🏴‍☠️'],
  ['a heart in colour', '❤️‍🔥 ❤️'],
  ['a key', '1️⃣ #️⃣'],
  ['signs in colour', '✔️ ™️ ↔️'],
  ['signs without', '☺︎'],
  ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['Persian', 'می‌خواهم'],
  ['Hindi', 'क्‍ष क्‌ष'],
  ['Malayalam', 'ന്‍'],
  ['Sinhala', 'ශ්‍රී'],
  ['Mongolian', 'ᠠ᠋'],
  ['Khmer', 'ភាសា\u200bខ្មែរ'],
  ['a variant of an ideograph', '葛\u{e0100}'],
];

/** Characters that nobody sees where they are not at home, and the names that they are found by. */
const hidden: readonly (readonly [what: string, text: string, names: readonly string[]])[] = [
  ['a joint between Latin letters', 'a\u200db', ['U+200D']],
  ['a joint at the start', '\u200ca', ['U+200C']],
  ['two joints between Persian letters', 'می\u200c\u200cخ', ['U+200C']],
  ['two joints between emoji', '👩\u200d\u200d👧', ['U+200D']],
  ['an emoji joined to a letter', '👩\u200dx', ['U+200D']],
  ['a break between Latin words', 'a\u200bb', ['U+200B']],
  ['colour for a letter', 'a\ufe0f', ['U+FE0F']],
  ['letters hidden behind a flag', `🏴${'\u{e0061}'.repeat(9)}\u{e007f}`, ['U+E0061', 'U+E007F']],
  ['a variant of a letter', 'a\u{e0100}', ['U+E0100']],
  ['directions', 'a\u202eb\u2066c\u2069', ['U+202E', 'U+2066', 'U+2069']],
  ['a mark in front of a file', '\ufeffimport', ['U+FEFF']],
  ['controls', '\u0000\u001b\u007f\u0085', ['U+0000', 'U+001B', 'U+007F', 'U+0085']],
  ['separators', 'a\u2028b\u2029', ['U+2028', 'U+2029']],
];

describe('characters that nobody sees', () => {
  it.each(ordinary)('are like any other in %s', (_what, text) => {
    expect(invisibleIn(text)).toEqual([]);
    expect(escapeInvisible(text)).toBe(text);
  });

  it.each(hidden)('are found in %s', (_what, text, names) => {
    expect(invisibleIn(text).map(({ name }) => name)).toEqual(names);
    expect(invisibleIn(escapeInvisible(text))).toEqual([]);
  });

  it.each(Object.entries(hostileControls))('are all shown of %s', (_what, text) => {
    expect(escapeInvisible(text)).not.toBe(text);
    expect(invisibleIn(escapeInvisible(text))).toEqual([]);
    expect(escapeInvisible(text)).not.toContain('\r');
  });

  it('are escapes that name them, and pictures where there are some', () => {
    expect(escapeInvisible('a\u202eb\u{e0041}\u001b[m\u007f\u009b')).toBe(
      'a\\u202eb\\u{e0041}␛[m␡\\u009b',
    );
  });

  it('are counted, with the place of the first; line ends are no news', () => {
    expect(invisibleIn('a\r\n\u202e\u202e\r')).toEqual([{ name: 'U+202E', count: 2, offset: 3 }]);
  });

  it('are judged by what stood before them, where a text comes in pieces', () => {
    expect(escapeInvisible('\u200d👧', '👩')).toBe('\u200d👧');
    expect(escapeInvisible('\u200d👧', 'a')).toBe('\\u200d👧');
    expect(escapeInvisible('b', 'a\u202e')).toBe('b');
  });

  it('are escaped in JSON, which means what it meant and hides nothing', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (document) => {
        const shown = escapeInvisibleInJson(document);
        expect(JSON.parse(shown)).toEqual(JSON.parse(document));
        expect(invisibleIn(shown)).toEqual([]);
      }),
    );
    for (const text of Object.values(hostileControls)) {
      expect(JSON.parse(escapeInvisibleInJson(JSON.stringify({ text })))).toEqual({ text });
    }
  });
});
