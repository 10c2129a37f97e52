import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoverText, rememberText } from '../../../src/edits/recoverText';

/** A document in which pending text stands between two `█`. */
function marked(content: string): {
  readonly document: string;
  readonly text: string;
  start: number;
} {
  const [before = '', text = '', after = ''] = content.split('█');
  return { document: before + text + after, text, start: before.length };
}

/** Where, in another state of the document, the text is found, marked as it was. */
function found(then: string, now: string): string | undefined {
  const { document, ...standing } = marked(then);
  const place = recoverText(now, rememberText(document, standing, ''));
  if (!place) return undefined;
  const end = place.start + place.text.length;
  return `${now.slice(0, place.start)}█${now.slice(place.start, end)}█${now.slice(end)}`;
}

describe('pending text in a document that is read again', () => {
  it.each([
    ['where it was', 'a = █2087█;\n', 'a = 2087;\n', 'a = █2087█;\n'],
    ['as far as it was saved', 'a = █2087-01█;\n', 'a = 2087;\n', 'a = █2087█;\n'],
    ['at the start and the end of all', '█all of it█', 'all of it', '█all of it█'],
    [
      'moved along by lines above',
      'let a;\na = █2087█;\n',
      '// new\nlet a;\na = 2087;\n',
      '// new\nlet a;\na = █2087█;\n',
    ],
    ['behind words that are found once', 'b = █2087█', 'b = 2087', 'b = █2087█'],
    ['nowhere, where it was not saved', 'a = █2087█;\n', 'a = ;\n', undefined],
    ['nowhere, where it was edited', 'a = █2087█;\n', 'a = 2x87;\n', undefined],
    ['nowhere, in another document', 'a = █2087█;\n', 'once upon a time', undefined],
    ['with its line breaks', 'a\n█b\nc\n█d\n', 'a\nb\nc\nd\n', 'a\n█b\nc\n█d\n'],
  ])('is found %s', (_where, then, now, expected) => {
    expect(found(then, now)).toBe(expected);
  });

  it('is what stands there, wherever it stands, and nothing of what surrounds it', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(words, words, words, fc.nat(12), (before, text, after, saved) => {
        const there = text.slice(0, saved);
        const remembered = rememberText(before + text + after, { start: before.length, text }, 'x');
        const place = recoverText(before + there + after, remembered);
        if (place === undefined) return;
        const left = before + there + after;
        const rest = left.slice(0, place.start) + left.slice(place.start + place.text.length);
        expect(rest).toBe(before + after);
      }),
    );
  });
});
