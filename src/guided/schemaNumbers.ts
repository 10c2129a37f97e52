import { compareDecimals } from './decimal';
import { decimalOf, nearestDouble, type ExactNumber } from './exactJson';
import type { Expression } from './grammar';
import { maxExactInteger, type NumberBounds } from './jsonNumbers';
import { UnsupportedSchema, numberAt, Unsatisfiable, type SchemaObject } from './schemaKeywords';

/** Numbers as a schema bounds them; `any` where it does not. */
export function boundedExpression(
  schema: SchemaObject,
  kind: {
    readonly type: 'integer' | 'number';
    readonly any: Expression;
    readonly within: (bounds: NumberBounds) => Expression | undefined;
  },
): Expression {
  const candidates = {
    least: [
      { value: numberAt(schema, 'minimum'), strict: false },
      { value: numberAt(schema, 'exclusiveMinimum'), strict: true },
    ],
    most: [
      { value: numberAt(schema, 'maximum'), strict: false },
      { value: numberAt(schema, 'exclusiveMaximum'), strict: true },
    ],
  };
  const least = tightest(candidates.least, (order) => order > 0);
  const most = tightest(candidates.most, (order) => order < 0);
  if (least === undefined && most === undefined) return kind.any;
  if (least && most) refuseContradiction(least, most);
  const low = least && within(least, -maxExactInteger);
  const high = most && within(most, maxExactInteger);
  const expression = kind.within({ ...(low && { least: low }), ...(high && { most: high }) });
  if (expression !== undefined) return expression;
  // Every integer of so many digits is written, but not every fraction.
  if (kind.type === 'integer' && isNear(least) && isNear(most))
    throw new Unsatisfiable(outOfBounds);
  throw new UnsupportedSchema('bounds with no number of few enough digits between them');
}

const outOfBounds = 'no number lies within its bounds';

interface Bound {
  readonly value: ExactNumber;
  readonly strict: boolean;
}

function isNear(bound: Bound | undefined): boolean {
  return bound !== undefined && Math.abs(nearestDouble(bound.value)) <= maxExactInteger;
}

/** A bound as far as numbers are written; `end` is the last of them on its side. */
function within(
  { value, strict }: Bound,
  end: number,
): { readonly value: number; readonly strict: boolean } {
  const rough = nearestDouble(value);
  if (Math.abs(rough) > maxExactInteger) {
    if (rough < 0 === end < 0) return { value: end, strict: false };
    throw new UnsupportedSchema('bounds beyond numbers of 15 digits');
  }
  if (typeof value === 'symbol') throw new UnsupportedSchema('a bound with too many digits');
  return { value, strict };
}

function refuseContradiction(least: Bound, most: Bound): void {
  const order = compare(least.value, most.value);
  if (order > 0 || (order === 0 && (least.strict || most.strict))) {
    throw new Unsatisfiable(outOfBounds);
  }
}

function tightest(
  candidates: readonly { readonly value: ExactNumber | undefined; readonly strict: boolean }[],
  isTighter: (order: number) => boolean,
): Bound | undefined {
  let best: Bound | undefined;
  for (const { value, strict } of candidates) {
    if (value === undefined) continue;
    // Candidates come with the strict one last, which wins a tie.
    if (best === undefined || !isTighter(compare(best.value, value))) best = { value, strict };
  }
  return best;
}

function compare(one: ExactNumber, other: ExactNumber): number {
  const [first, second] = [decimalOf(one), decimalOf(other)];
  return first && second ? compareDecimals(first, second) : 0;
}
