/** What guidance says of grammars that it cannot convert: the texts are those of gbnf_to_lark.py. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gbnfComplaint } from '../../../../src/embedded/constrained/gbnfComplaint';

describe('the complaint about a grammar', () => {
  it.each([
    ['root ::= zz', "Rule 'zz' not found"],
    ['a ::= "b"', "No 'root' rule found"],
    ['root ::= ("a"', `Expected ')' at line 1, 'root ::= ("a"' ^ ''`],
    ['root ::= "a"{1,2', `Expected '}' at line 1, 'root ::= "a"{1,2' ^ ''`],
    ['root ::= "a"{x}', `Expected integer at line 1, 'root ::= "a"{' ^ 'x}'`],
    ['root ::= "a"{1;2}', `Expected ',' or '}' at line 1, 'root ::= "a"{1' ^ ';2}'`],
    ['root ::= "\\x1"', `Invalid \\x escape sequence: \\x1" at line 1, 'root ::= "\\\\' ^ 'x1"'`],
    ['# c\nroot ::= "a" |\n "b"\n%', `Expected name at line 4, 'root ::= "a" |\\n "b"\\n' ^ '%'`],
    ['root ::= "a" # c\n  bar', `Expected ::= at line 2, 'ot ::= "a" # c\\n  bar' ^ ''`],
    ['root ::= [a-z]+ ("x" | b)*\nb ::= .', undefined],
    ['root ::=', undefined],
  ])('%j is %j', (source, complaint) => {
    expect(gbnfComplaint(source)).toBe(complaint);
  });

  it('comes of any text, and of any depth', () => {
    const piece = fc.constantFrom(
      'root',
      ' ::= ',
      '"',
      '[',
      ']',
      '(',
      ')',
      '{',
      '1',
      '|',
      '\\',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const complaint = gbnfComplaint(pieces.join(''));
        expect(complaint === undefined || complaint.length > 0).toBe(true);
      }),
    );
    expect(gbnfComplaint(`root ::= ${'('.repeat(100_000)}`)).toMatch(/^maximum recursion depth/);
  });
});
