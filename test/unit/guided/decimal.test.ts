/** Numbers as they are written, against arithmetic on whole numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  isMultipleOf,
  isWhole,
  readDecimal,
  type Decimal,
} from '../../../src/guided/decimal';

const scale = 12n;
const part = fc.record({
  sign: fc.constantFrom('', '-'),
  whole: fc.constantFrom('0', '7', '10', '120', '9223372036854775807'),
  fraction: fc.constantFrom('', '.0', '.5', '.250', '.0001'),
  power: fc.constantFrom('', 'e2', 'E-3', 'e+0', 'e-8'),
});
const source = part.map(({ sign, whole, fraction, power }) => sign + whole + fraction + power);

/** The number times `10 ** scale`, by another way. */
function scaled(text: string): bigint {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** (scale + BigInt(power) - BigInt(fraction.length));
}

describe('a number as it is written', () => {
  it('is compared, told whole and divided as whole numbers are', () => {
    fc.assert(
      fc.property(source, source, (one, other) => {
        const [a, b] = [scaled(one), scaled(other)];
        const [first, second] = [readDecimal(one), readDecimal(other)];
        const order = a === b ? 0 : a < b ? -1 : 1;
        expect([one, other, Math.sign(compareDecimals(first, second))]).toEqual([
          one,
          other,
          order,
        ]);
        expect([one, isWhole(first)]).toEqual([one, a % 10n ** scale === 0n]);
        const divides = b !== 0n && a % b === 0n;
        expect([one, other, isMultipleOf(first, second)]).toEqual([one, other, divides]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('may have any exponent and any number of digits', () => {
    const vast = readDecimal('1e999999999999999999999');
    const tiny = readDecimal('-1e-999999999999999999999');
    expect(compareDecimals(vast, readDecimal('2e999999999999999999999'))).toBeLessThan(0);
    expect(compareDecimals(tiny, readDecimal('0'))).toBeLessThan(0);
    expect([isWhole(vast), isWhole(tiny)]).toEqual([true, false]);
    expect(isMultipleOf(vast, readDecimal('8'))).toBe(true);
    expect(isMultipleOf(vast, readDecimal('3'))).toBe(false);
    expect(isMultipleOf(readDecimal('0'), vast)).toBe(true);
    const zeros: Decimal = readDecimal(`1${'0'.repeat(200_000)}1`);
    expect(isWhole(zeros)).toBe(true);
  });
});
