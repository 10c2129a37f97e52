import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cut } from '../../../src/completion/cut';
import { extentAt } from '../../../src/completion/extent';
import { documentAt } from '../../support/document';

/** What is kept of `answer` at the cursor, and `…` where the answer may go on. */
function kept(document: string, answer: string): string {
  const { lines, position } = documentAt(document);
  const { text, done } = cut(answer, extentAt(lines, position));
  return done ? text : `${text}…`;
}

describe('a completion ends', () => {
  it.each([
    ['at its line inside a line', 'foo(█)', 'a, b)\nmore', 'a, b)'],
    ['at its line after a finished statement', 'x = █', '1\ny = 2\n', '1'],
    ['at nothing when the model begins a new statement', 'x = 1█', '\ny = 2\n', ''],
    ['not while its first line is being written', 'x = █', '1 +', '1 +…'],
    [
      'after the block that its first line opens',
      'if█',
      ' (x) {\n  one();\n  two();\n}\nthree();\n',
      ' (x) {\n  one();\n  two();\n}',
    ],
    [
      'before the statement after a block without a closing line',
      'def f(a):█',
      '\n    return a\ndef g():\n',
      '\n    return a',
    ],
    ['where the indentation falls', '  █', 'one();\n  two();\n}\n', 'one();\n  two();'],
    ['at a blank line among statements', '  █', 'one();\n\n  two();\n', 'one();'],
    [
      'not at a blank line inside a block',
      'function f() {█',
      '\n  a();\n\n  b();\n}\n',
      '\n  a();\n\n  b();\n}',
    ],
    [
      'before a line that is said a third time',
      '█',
      'a();\nb();\nb();\nb();\n',
      'a();\nb();\nb();',
    ],
    ['where the text below begins', '█\nlast();', 'first();\nlast();\nother();\n', 'first();'],
  ])('%s', (_name, document, answer, expected) => {
    expect(kept(document, answer)).toBe(expected);
  });

  it('after sixteen lines at the latest', () => {
    const answer = Array.from({ length: 40 }, (_, index) => `x${index}();\n`).join('');
    expect(kept('█', answer).split('\n')).toHaveLength(16);
  });

  it('with a beginning of what the model wrote, wherever the stream stands', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '  ', '\n', '{', '}', ':', '\n\n'), {
      maxLength: 40,
    });
    const place = fc.constantFrom('█', '  █', 'f(█)', 'if x:█', 'f() {█\n}');
    fc.assert(
      fc.property(place, text, (document, pieces) => {
        const { lines, position } = documentAt(document);
        const answer = pieces.join('');
        expect(answer.startsWith(cut(answer, extentAt(lines, position)).text)).toBe(true);
      }),
    );
  });

  it('once decided, the same however much more arrives', () => {
    const text = fc.array(fc.constantFrom('a', '  ', '\n', '{', '}', ':'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (first, more) => {
        const { lines, position } = documentAt('  if█');
        const shape = extentAt(lines, position);
        const early = cut(first.join(''), shape);
        fc.pre(early.done);
        expect(cut(first.join('') + more.join(''), shape)).toEqual(early);
      }),
    );
  });
});
