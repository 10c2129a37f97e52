import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { staysApart, tokenEnd, tokenLengthLimit } from '../../../../src/embedded/model/lexer';
import { relativeLineBreak, renderLineBreak } from '../../../../src/embedded/model/lineBreak';

function lex(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = tokenEnd(text, at);
    tokens.push(text.slice(at, end));
    at = end;
  }
  return tokens;
}

const codeLike = fc
  .array(
    fc.constantFrom(
      'foo',
      'B7',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '=',
      '=>',
      '(',
      '$',
      '${',
      'é',
      '汉',
      '😀',
    ),
  )
  .map((parts) => parts.join(''));

describe('the lexer', () => {
  test.each([
    [
      'const fooBar = a.b(1);',
      ['const', ' ', 'fooBar', ' ', '=', ' ', 'a', '.', 'b', '(', '1', ')', ';'],
    ],
    [
      'if (a !== b) {\n    c()',
      ['if', ' ', '(', 'a', ' ', '!==', ' ', 'b', ')', ' ', '{', '\n    ', 'c', '(', ')'],
    ],
    ['a\r\n\r\n\tb', ['a', '\r\n\r\n\t', 'b']],
    ['`a${b}`', ['`', 'a', '$', '{', 'b', '}', '`']],
    ['naïve 变量', ['naïve', ' ', '变', '量']],
  ])('cuts %j as a reader would', (text, tokens) => {
    expect(lex(text)).toEqual(tokens);
  });

  test('loses nothing, and no token is longer than the limit', () => {
    fc.assert(
      fc.property(fc.oneof(codeLike, fc.string({ unit: 'binary' })), (text) => {
        const tokens = lex(text);
        expect(tokens.join('')).toBe(text);
        expect(Math.max(0, ...tokens.map((token) => token.length))).toBeLessThanOrEqual(
          tokenLengthLimit,
        );
      }),
    );
    expect(lex('a'.repeat(1000)).every((token) => token.length <= tokenLengthLimit)).toBe(true);
    expect(lex('\n'.repeat(1000)).every((token) => token.length <= tokenLengthLimit)).toBe(true);
  });

  test('finds every token but the last the same, whatever is appended', () => {
    fc.assert(
      fc.property(codeLike, codeLike, (text, more) => {
        const tokens = lex(text).slice(0, -1);
        expect(lex(text + more).slice(0, tokens.length)).toEqual(tokens);
      }),
      {
        examples: [
          ['\n\r', '\n'],
          ['\n  \r', '\n'],
        ],
        numRuns: 1000,
      },
    );
  });

  test('knows which tokens would grow into one', () => {
    expect(staysApart('foo', '(')).toBe(true);
    expect(staysApart('foo', 'bar')).toBe(false);
    expect(staysApart('=', '=')).toBe(false);
  });
});

describe('a relative line break', () => {
  const indentation = fc.array(fc.constantFrom(' ', '\t')).map((blanks) => blanks.join(''));

  test('leads from any indentation to any other and back to its text', () => {
    fc.assert(
      fc.property(indentation, indentation, fc.constantFrom('\n', '\r\n'), (before, after, eol) => {
        const symbol = relativeLineBreak(eol + after, before);
        expect(renderLineBreak(symbol, before, eol)).toBe(eol + after);
      }),
    );
  });

  test('is the same at every depth', () => {
    expect(relativeLineBreak('\n    ', '  ')).toBe(relativeLineBreak('\r\n      ', '    '));
    expect(relativeLineBreak('\n', '  ')).toBe(relativeLineBreak('\n  ', '    '));
  });

  test('keeps empty lines', () => {
    expect(renderLineBreak(relativeLineBreak('\n  \n\t', '\t'), '\t\t', '\n')).toBe('\n\n\t\t');
  });
});
