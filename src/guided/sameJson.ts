import { compareDecimals, type Decimal } from './decimal';
import { decimalOf } from './exactJson';

/**
 * Whether two JSON values are equal as JSON Schema means it: the order of properties is no matter,
 * `0` is `-0`, numbers are equal as they are written, and a property may have any name. Takes recursion, so of values that are bounded.
 */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one === 'symbol' && typeof other === 'symbol') {
    return areEqual(decimalOf(one), decimalOf(other));
  }
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => sameJson(item, other[index]));
  }
  const members = new Map<string, unknown>(Object.entries(other));
  const names = Object.entries(one);
  return (
    names.length === members.size &&
    names.every(([name, value]) => members.has(name) && sameJson(value, members.get(name)))
  );
}

function areEqual(one: Decimal | undefined, other: Decimal | undefined): boolean {
  return one !== undefined && other !== undefined && compareDecimals(one, other) === 0;
}
