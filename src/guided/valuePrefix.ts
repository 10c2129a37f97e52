/** What the beginning of a JSON value may still become. */
import type { Decimal } from './decimal';
import { decimalOf, nearestDouble, parseExactJson } from './exactJson';
import type { JsonPrefix, Open } from './jsonPrefix';
import { sameJson } from './sameJson';
import { isList, isSchemaObject, type SchemaObject } from './schemaKeywords';

const wordsOfType: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    boolean: ['true', 'false'],
    null: ['null'],
  }),
);

/** Whether more text can make a value of that type of what is open. */
export function mayHaveType(prefix: Open, type: unknown): boolean {
  if (prefix.kind === 'word') {
    return (wordsOfType.get(String(type)) ?? []).some((word) => word.startsWith(prefix.text));
  }
  // 1.5 may become 1.5e1, which is an integer.
  return type === prefix.kind || (prefix.kind === 'number' && type === 'integer');
}

/** Whether more text can make `value` of what is open. */
export function mayBecome(prefix: JsonPrefix, value: unknown): boolean {
  switch (prefix.kind) {
    case 'closed':
      return sameJson(parseExactJson(prefix.source), value);
    case 'nothing':
      return true;
    case 'string':
      return typeof value === 'string' && value.startsWith(prefix.text);
    case 'number':
      return mayBecomeNumber(prefix.text, decimalOf(value));
    case 'word':
      return [true, false, null].some(
        (word) => word === value && `${word}`.startsWith(prefix.text),
      );
    case 'array':
      return (
        isList(value) &&
        prefix.items.every(
          (item, index) => index < value.length && mayBecome(item, value[index]),
        ) &&
        (prefix.last.kind === 'nothing' ||
          (prefix.items.length < value.length &&
            mayBecome(prefix.last, value[prefix.items.length])))
      );
    case 'object': {
      if (!isSchemaObject(value)) return false;
      const has = (name: string): boolean => Object.hasOwn(value, name);
      const { members, last } = prefix;
      if (!members.every(({ name, value: its }) => has(name) && mayBecome(its, value[name]))) {
        return false;
      }
      if (!last) return true;
      if (last.value) return has(last.name) && mayBecome(last.value, value[last.name]);
      return Object.keys(value).some((name) => name.startsWith(last.name));
    }
  }
}

/** An exponent may still move the point anywhere, but neither change digits nor the sign. */
function mayBecomeNumber(text: string, value: Decimal | undefined): boolean {
  if (value === undefined) return false;
  const digits = significantDigits(text);
  if (value.digits === 0n) return digits === '';
  if (text.startsWith('-') !== value.digits < 0n) return false;
  const wanted = significantDigits(String(value.digits));
  return wanted.padEnd(digits.length, '0').startsWith(digits);
}

function significantDigits(number: string): string {
  return number
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
}

/** Whether a number that may grow digits and an exponent is on the wrong side of zero for ever. */
export function isBeyond(text: string, schema: SchemaObject): boolean {
  const bound = (keyword: string, otherwise: number): number => {
    const value = schema[keyword];
    return typeof value === 'number' || typeof value === 'symbol'
      ? nearestDouble(value)
      : otherwise;
  };
  const least = Math.max(bound('minimum', -Infinity), bound('exclusiveMinimum', -Infinity));
  const most = Math.min(bound('maximum', Infinity), bound('exclusiveMaximum', Infinity));
  const isZero = significantDigits(text) === '';
  if (text.startsWith('-')) return least > 0 || (least === 0 && !isZero);
  return most < 0 || (most === 0 && !isZero);
}
