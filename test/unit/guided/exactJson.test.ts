import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalOf,
  parseExactJson,
  printExactJson,
  possibleValues,
} from '../../../src/guided/exactJson';
import { sameJson } from '../../../src/guided/sameJson';

describe('JSON without loss', () => {
  it('is what JSON.parse gives, where doubles hold it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
        expect(JSON.parse(printExactJson(parseExactJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '9223372036854775807',
    '-9223372036854775809',
    '1e400',
    '0.10000000000000000000001',
    '1.0000000000000000000001',
    '1e-400',
  ])('keeps %s', (number) => {
    const text = `{"a":[${number},"${number}"],"__proto__":${number}}`;
    const value = parseExactJson(text);
    expect(printExactJson(value)).toBe(text);
    expect(sameJson(value, parseExactJson(text))).toBe(true);
    expect(sameJson(value, parseExactJson(text.replace(number, '7')))).toBe(false);
  });

  it.each([
    ['1e2', 100],
    ['-0', -0],
    ['1.50', 1.5],
    ['10000000000000000', 1e16],
  ])('takes %s for the number that it is', (text, number) => {
    expect(decimalOf(parseExactJson(text))).toEqual(decimalOf(parseExactJson(String(number))));
  });

  it.each(['', '{', '1 2', '01', '{"a":1e}', '\ufeff1'])('throws where %j is none', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });

  it.each([
    ['{"a":1}', ['{"a":1}']],
    ['{"a":1,"a":2}', ['{"a":1}', '{"a":2}']],
    [
      '[{"a":1,"\\u0061":{"b":1,"b":2,"b":3}}]',
      ['[{"a":1}]', '[{"a":{"b":2}}]', '[{"a":{"b":3}}]'],
    ],
    ['{"a":{"b":1},"b":{"b":2}}', ['{"a":{"b":1},"b":{"b":2}}']],
  ])('is read in each way in which names that stand twice count: %s', (text, readings) => {
    expect(possibleValues(text).map(printExactJson)).toEqual(readings);
  });
});
