/** A number by its digits: `digits · 10 ** exponent`, with no zero at the end of the digits. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: bigint;
}

/** The number that `source` writes, as JSON writes them. */
export function readDecimal(source: string): Decimal {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = withoutLastZeros(significant);
  if (digits === '') return { digits: 0n, exponent: 0n };
  const zeros = significant.length - digits.length;
  return {
    digits: BigInt(sign + digits),
    exponent: BigInt(power) + BigInt(zeros - fraction.length),
  };
}

export function isWhole({ exponent }: Decimal): boolean {
  return exponent >= 0n;
}

/** Below zero where `one` is less than `other`. Takes no more room than their digits do. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const [sign, otherSign] = [signOf(one), signOf(other)];
  if (sign !== otherSign) return sign - otherSign;
  const [size, otherSize] = [sizeOf(one), sizeOf(other)];
  if (size !== otherSize) return size < otherSize ? -sign : sign;
  const [digits, otherDigits] = [digitsOf(one), digitsOf(other)];
  const length = Math.max(digits.length, otherDigits.length);
  const [left, right] = [digits.padEnd(length, '0'), otherDigits.padEnd(length, '0')];
  if (left === right) return 0;
  return left < right ? -sign : sign;
}

/** Whether `number` is a whole multiple of `step`, however far apart the two are. */
export function isMultipleOf(number: Decimal, step: Decimal): boolean {
  if (step.digits === 0n) return false;
  const shift = number.exponent - step.exponent;
  // Digits end with no zero, and so are no multiple of a power of ten.
  if (shift < 0n) return number.digits === 0n;
  return (number.digits * powerOfTen(shift, step.digits)) % step.digits === 0n;
}

/** `10 ** exponent` modulo `modulus`. */
function powerOfTen(exponent: bigint, modulus: bigint): bigint {
  let [power, base] = [1n, 10n % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = (power * base) % modulus;
    base = (base * base) % modulus;
  }
  return power;
}

function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

function signOf({ digits }: Decimal): number {
  if (digits === 0n) return 0;
  return digits > 0n ? 1 : -1;
}

/** Where the first digit stands, counted from the point. */
function sizeOf(number: Decimal): bigint {
  return BigInt(digitsOf(number).length) + number.exponent;
}

function digitsOf({ digits }: Decimal): string {
  return String(digits).replace('-', '');
}
