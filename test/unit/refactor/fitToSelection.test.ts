import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitToSelection } from '../../../src/refactor/fitToSelection';

function fit(before: string, selected: string, code: string): string {
  return fitToSelection(
    { instruction: '', language: 'typescript', before, selected, after: '' },
    code,
  );
}

const selected = '    if (a) {\n      b();\n    }\n';

describe('code in the place of whole lines', () => {
  it.each<readonly [string, string, string]>([
    ['as it is, where the indentation is right', '    a\n      b', '    a\n      b\n'],
    ['moved in', 'a\n  b', '    a\n      b\n'],
    ['moved out', '        a\n          b', '    a\n      b\n'],
    ['moved as a whole, from its line that is furthest out', '  a\nb', '      a\n    b\n'],
    ['without blanks on empty lines', 'a\n\nb', '    a\n\n    b\n'],
  ])('stands %s', (_, code, fitted) => {
    expect(fit('x\n', selected, code)).toBe(fitted);
  });

  it.each<readonly [string, string]>([
    ['\ta\n', '\tb\n'],
    ['a', 'b'],
    ['a\n\n', 'b\n\n'],
    ['\n  a\n', '\n  b\n'],
    ['a\n    ', 'b\n    '],
    ['  a  ', '  b'],
  ])('keeps the edges of %j', (given, fitted) => {
    expect(fit('', given, 'b')).toBe(fitted);
  });

  it('is the selection again where the answer repeats it at any indentation', () => {
    const lines = fc.array(
      fc.tuple(fc.constantFrom('', '  ', '\t', '    '), fc.constantFrom('a', '}', '「b」', '😀')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom('', '  ', '\t', '\t  '), (parts, margin) => {
        const code = parts.map(([indentation, text]) => indentation + text).join('\n');
        const moved = code.replace(/^/gm, margin);
        expect(fit('', code, moved)).toBe(code);
        expect(fit('', moved, code)).toBe(moved);
      }),
    );
  });
});

describe('code in the middle of a line', () => {
  it.each<readonly [string, string, string]>([
    ['begins where the selection begins', '  g(b)', 'g(b)'],
    ['hangs from the margin of its line', 'g(\n  b,\n)', 'g(\n    b,\n  )'],
    ['is left alone where it hangs already', 'g(\n    b,\n  )', 'g(\n    b,\n  )'],
    ['is moved out where all of it was moved in', '  g(\n    b,\n  )', 'g(\n    b,\n  )'],
  ])('%s', (_, code, fitted) => {
    expect(fit('x\n  return ', 'f(a)', code)).toBe(fitted);
  });
});

it('nothing stays nothing, so that it can be told from blank lines', () => {
  expect(fit('', 'a\n', '')).toBe('');
});
