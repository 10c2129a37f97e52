import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipBlankStart, withoutBlankEdges } from '../../../src/reasoning/blankEdges';

const texts = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', 'a', '\r\n') });

describe('blank lines at the edges of a text', () => {
  it.each([
    ['\n\none', 'one'],
    [' \n\t\n  one\n two \n \n', '  one\n two '],
    ['one\r\n\r\n', 'one'],
    [' one ', ' one '],
    ['\n \n', ''],
    ['', ''],
  ])('%j is left as %j', (text, rest) => {
    expect(withoutBlankEdges(text)).toBe(rest);
  });

  it('are all that is left out, and none stays', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const rest = withoutBlankEdges(text);
        expect(text).toContain(rest);
        expect(rest.trim()).toBe(text.trim());
        const [first = '', ...others] = rest.split('\n');
        const last = others.at(-1) ?? first;
        if (rest !== '') expect([first.trim() === '', last.trim() === '']).not.toContain(true);
      }),
    );
  });

  it('are left out at the start of a text that arrives in pieces, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(texts), (pieces) => {
        let written = '';
        const pass = skipBlankStart((text) => (written += text));
        for (const piece of pieces) pass(piece);
        const text = pieces.join('');
        const blank = text.slice(0, text.length - text.trimStart().length);
        const begun = text.slice(blank.lastIndexOf('\n') + 1);
        expect(written).toBe(text.trim() === '' ? '' : begun);
      }),
    );
  });
});
