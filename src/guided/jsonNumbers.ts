import { characterSet } from './characterSet';
import { characters, choice, literal, repetition, sequence, type Expression } from './grammar';

/** Bounds of a number; a strict one excludes the bound itself. */
export interface NumberBounds {
  readonly least?: { readonly value: number; readonly strict: boolean };
  readonly most?: { readonly value: number; readonly strict: boolean };
}

/** Whole numbers beyond these are not told apart by everyone who reads JSON. */
export const maxExactInteger = 1e15 - 1;
/** Digits after the point where bounds have to be kept. */
const maxScale = 6;

const digit = characters(characterSet([[0x30, 0x39]]));
const nonZero = characters(characterSet([[0x31, 0x39]]));

/** The integers within bounds, in their shortest form; `undefined` when there are none. */
export function integersWithin(bounds: NumberBounds): Expression | undefined {
  const [low, high] = wholeBounds(bounds, 0);
  return signed(low, high, (first, last) => naturals(first, last));
}

/** Some decimals within bounds, integers among them; `undefined` when none can be written. */
export function numbersWithin(bounds: NumberBounds): Expression | undefined {
  const scale = Math.min(maxScale, Math.max(decimals(bounds.least), decimals(bounds.most)));
  if (scale > 0) return fixedPoint(bounds, scale);
  const whole = integersWithin(bounds);
  const fraction = sequence(literal('.'), repetition(digit, 0, maxScale - 1), nonZero);
  // Between two whole numbers that are both within bounds, every fraction is.
  const low = Math.ceil(bounds.least?.value ?? -maxExactInteger);
  const high = Math.floor(bounds.most?.value ?? maxExactInteger);
  const between = [
    naturals(Math.max(0, low), high - 1),
    prefixed('-', naturals(Math.max(0, -high), -low - 1)),
  ].filter((expression) => expression !== undefined);
  const fractions = between.map((expression) => sequence(expression, fraction));
  const all = [...(whole === undefined ? [] : [whole]), ...fractions];
  return all.length === 0 ? undefined : choice(...all);
}

function fixedPoint(bounds: NumberBounds, scale: number): Expression | undefined {
  const [low, high] = wholeBounds(bounds, scale);
  return signed(low, high, (first, last) => scaledNaturals(first, last, scale));
}

/** The bounds as whole multiples of a power of ten, none of them strict. */
function wholeBounds({ least, most }: NumberBounds, scale: number): readonly [number, number] {
  const scaled = (value: number): number =>
    scale === 0 ? value : Number((value * 10 ** scale).toPrecision(15));
  const low = least === undefined ? -maxExactInteger : Math.ceil(scaled(least.value));
  const high = most === undefined ? maxExactInteger : Math.floor(scaled(most.value));
  const atLow = least?.strict === true && low === scaled(least.value);
  const atHigh = most?.strict === true && high === scaled(most.value);
  return [
    Math.max(-maxExactInteger, atLow ? low + 1 : low),
    Math.min(maxExactInteger, atHigh ? high - 1 : high),
  ];
}

function signed(
  low: number,
  high: number,
  range: (first: number, last: number) => Expression | undefined,
): Expression | undefined {
  const parts = [
    range(Math.max(0, low), high),
    prefixed('-', range(Math.max(1, -high), -low)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : choice(...parts);
}

function prefixed(prefix: string, body: Expression | undefined): Expression | undefined {
  return body && sequence(literal(prefix), body);
}

/** The natural numbers from `first` to `last`, without leading zeros. */
function naturals(first: number, last: number): Expression | undefined {
  return scaledNaturals(first, last, 0);
}

/** The natural numbers from `first` to `last`, with a point before the last `scale` digits. */
function scaledNaturals(first: number, last: number, scale: number): Expression | undefined {
  if (first > last) return undefined;
  const alternatives: Expression[] = [];
  const shortest = scale + 1;
  const lastText = String(last).padStart(shortest, '0');
  let from = String(first).padStart(shortest, '0');
  for (;;) {
    const to = from.length < lastText.length ? '9'.repeat(from.length) : lastText;
    for (const product of digitProducts(from, to)) {
      alternatives.push(printProduct(product, scale));
    }
    if (from.length >= lastText.length) return choice(...alternatives);
    from = `1${'0'.repeat(from.length)}`;
  }
}

type DigitRange = readonly [first: number, last: number];

/** The texts of digits from `from` to `to`, of one length, as products of digit ranges. */
function digitProducts(from: string, to: string): readonly (readonly DigitRange[])[] {
  const [low, high] = [Number(from[0]), Number(to[0])];
  if (from.length === 0) return [[]];
  if (low === high) {
    return digitProducts(from.slice(1), to.slice(1)).map((rest) => [[low, low], ...rest]);
  }
  const length = from.length - 1;
  const free: readonly DigitRange[] = Array.from({ length }, () => [0, 9] as const);
  const zeros = '0'.repeat(length);
  const nines = '9'.repeat(length);
  const starts = from.slice(1) === zeros;
  const ends = to.slice(1) === nines;
  const middle: DigitRange = [starts ? low : low + 1, ends ? high : high - 1];
  return [
    ...(starts
      ? []
      : digitProducts(from.slice(1), nines).map((rest) => [[low, low] as const, ...rest])),
    ...(middle[0] <= middle[1] ? [[middle, ...free]] : []),
    ...(ends
      ? []
      : digitProducts(zeros, to.slice(1)).map((rest) => [[high, high] as const, ...rest])),
  ];
}

function printProduct(product: readonly DigitRange[], scale: number): Expression {
  const digits = product.map(([first, last]) =>
    first === last
      ? literal(String(first))
      : characters(characterSet([[0x30 + first, 0x30 + last]])),
  );
  if (scale === 0) return sequence(...digits);
  const point = digits.length - scale;
  return sequence(...digits.slice(0, point), literal('.'), ...digits.slice(point));
}

function decimals(bound: NumberBounds['least']): number {
  if (bound === undefined || Number.isInteger(bound.value)) return 0;
  const text = String(bound.value);
  const fraction = /\.(\d+)$/.exec(text)?.[1];
  return fraction === undefined ? maxScale : fraction.length + (bound.strict ? 1 : 0);
}
