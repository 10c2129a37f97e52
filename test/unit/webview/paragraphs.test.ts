import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitParagraphs } from '../../../src/webview/paragraphs';

const text = fc.array(fc.constantFrom('a', ' ', '\n', '\n\n', '\t', 'word'), { maxLength: 40 });

/** What the view does: each chunk joins what was not finished yet. */
function stream(chunks: readonly string[]): readonly string[] {
  const paragraphs: string[] = [];
  let growing = '';
  for (const chunk of chunks) {
    const { finished, rest } = splitParagraphs(growing + chunk);
    paragraphs.push(...finished);
    growing = rest;
  }
  return [...paragraphs, growing];
}

describe('paragraphs of a thought', () => {
  it.each([
    ['one\n\ntwo', ['one\n\n'], 'two'],
    ['one\ntwo', [], 'one\ntwo'],
    ['one\n \t\n\ntwo\n\nthree', ['one\n \t\n\n', 'two\n\n'], 'three'],
    ['one\n\n', [], 'one\n\n'],
    ['', [], ''],
  ])('%j ends a paragraph only where the next one has begun', (whole, finished, rest) => {
    expect(splitParagraphs(whole)).toEqual({ finished, rest });
  });

  it('are the same however the text is cut into chunks, and lose nothing', () => {
    fc.assert(
      fc.property(text, (chunks) => {
        expect(stream(chunks)).toEqual(stream([chunks.join('')]));
        expect(stream(chunks).join('')).toBe(chunks.join(''));
      }),
    );
  });
});
