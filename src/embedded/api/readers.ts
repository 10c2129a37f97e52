import { isRecord } from '../http/pythonText';
import type { Problem } from '../http/validationError';

/**
 * Pydantic's lax readings of JSON values, with its error types and texts: vLLM reads requests with
 * pydantic, so `"2"` is an integer, `1` is true, and clients see these messages.
 */

export type Reading<T> =
  { readonly value: T } | { readonly problems: readonly Problem[]; readonly value?: never };

export type Reader<T> = (input: unknown) => Reading<T>;

/** Whether a reading holds problems instead of a value. */
export function failed<T>(
  reading: Reading<T>,
): reading is { readonly problems: readonly Problem[]; readonly value?: never } {
  return 'problems' in reading;
}

function wrong(input: unknown, type: string, message: string): Reading<never> {
  return { problems: [{ type, message, input }] };
}

export const anything: Reader<unknown> = (input) => ({ value: input });

export const text: Reader<string> = (input) =>
  typeof input === 'string'
    ? { value: input }
    : wrong(input, 'string_type', 'Input should be a valid string');

export const integer: Reader<number> = (input) => {
  if (typeof input === 'boolean') return { value: Number(input) };
  if (typeof input === 'string') {
    return /^\s*[+-]?\d+(?:\.0*)?\s*$/.test(input)
      ? inRange(Number(input), input)
      : wrong(
          input,
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        );
  }
  if (typeof input !== 'number') return wrong(input, 'int_type', 'Input should be a valid integer');
  if (!Number.isFinite(input)) {
    return wrong(input, 'finite_number', 'Input should be a finite number');
  }
  return Number.isInteger(input)
    ? inRange(input, input)
    : wrong(
        input,
        'int_from_float',
        'Input should be a valid integer, got a number with a fractional part',
      );
};

function inRange(value: number, input: unknown): Reading<number> {
  if (Math.abs(value) < 2 ** 63) return { value };
  const message = 'Unable to parse input string as an integer, exceeded maximum size';
  return wrong(input, 'int_parsing_size', message);
}

export const decimal: Reader<number> = (input) => {
  if (typeof input === 'boolean') return { value: Number(input) };
  if (typeof input === 'number') return { value: input };
  if (typeof input !== 'string') {
    return wrong(input, 'float_type', 'Input should be a valid number');
  }
  const value = input.trim() === '' ? Number.NaN : Number(input);
  return Number.isNaN(value)
    ? wrong(
        input,
        'float_parsing',
        'Input should be a valid number, unable to parse string as a number',
      )
    : { value };
};

const truthy = new Set(['true', '1', 'on', 't', 'y', 'yes']);
const falsy = new Set(['false', '0', 'off', 'f', 'n', 'no']);

export const flag: Reader<boolean> = (input) => {
  if (typeof input === 'boolean') return { value: input };
  if (typeof input !== 'string' && typeof input !== 'number') {
    return wrong(input, 'bool_type', 'Input should be a valid boolean');
  }
  const word = String(input).toLowerCase();
  if (truthy.has(word)) return { value: true };
  if (falsy.has(word)) return { value: false };
  return wrong(input, 'bool_parsing', 'Input should be a valid boolean, unable to interpret input');
};

export const dictionary: Reader<Readonly<Record<string, unknown>>> = (input) =>
  isRecord(input)
    ? { value: input }
    : wrong(input, 'dict_type', 'Input should be a valid dictionary');

/** Reads a dictionary whose values are read with `of`. */
export function dictionaryOf<T>(of: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (input) => {
    const outer = dictionary(input);
    if (failed(outer)) return outer;
    const values: [string, T][] = [];
    const problems: Problem[] = [];
    for (const [key, value] of Object.entries(outer.value)) {
      const reading = of(value);
      if (!failed(reading)) values.push([key, reading.value]);
      else problems.push(...reading.problems.map((problem) => below(key, problem)));
    }
    return problems.length > 0 ? { problems } : { value: Object.fromEntries(values) };
  };
}

/** Reads an integer not below `minimum`. */
export function integerFrom(minimum: number): Reader<number> {
  return (input) => {
    const reading = integer(input);
    if (failed(reading) || reading.value >= minimum) return reading;
    const message = `Input should be greater than or equal to ${minimum}`;
    const context = { ge: minimum };
    return { problems: [{ type: 'greater_than_equal', message, input, context }] };
  };
}

export function list<T>(of: Reader<T>, limits?: { readonly most: number }): Reader<readonly T[]> {
  return (input) => {
    if (!Array.isArray(input)) return wrong(input, 'list_type', 'Input should be a valid list');
    if (limits !== undefined && input.length > limits.most) {
      const actual = input.length;
      const message = `List should have at most ${limits.most} items after validation, not ${actual}`;
      const context = { field_type: 'List', max_length: limits.most, actual_length: actual };
      return { problems: [{ type: 'too_long', message, input, context }] };
    }
    const values: T[] = [];
    const problems: Problem[] = [];
    for (const [index, item] of input.entries()) {
      const reading = of(item);
      if (!failed(reading)) values.push(reading.value);
      else problems.push(...reading.problems.map((problem) => below(index, problem)));
      // Messages show ten problems; a list of a million bad items need not be read through.
      if (problems.length > 10) break;
    }
    return problems.length > 0 ? { problems } : { value: values };
  };
}

/** Moves a problem of an item to the list or dictionary that holds it. */
export function below(key: string | number, problem: Problem): Problem {
  return { ...problem, path: [key, ...(problem.path ?? [])] };
}

/** Reads with the first reader that can; otherwise all of their problems are reported. */
export function either<A, B>(first: Reader<A>, second: Reader<B>): Reader<A | B> {
  return (input) => {
    const one = first(input);
    if (!failed(one)) return one;
    const other = second(input);
    if (!failed(other)) return other;
    return { problems: [...one.problems, ...other.problems] };
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (input) => {
    const found = words.find((word) => word === input);
    if (found !== undefined) return { value: found };
    const quoted = words.map((word) => `'${word}'`);
    const last = quoted.at(-1) ?? '';
    const expected = quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${last}` : last;
    const message = `Input should be ${expected}`;
    return { problems: [{ type: 'literal_error', message, input, context: { expected } }] };
  };
}

/** `null` means the same as leaving the field out. */
export function nullable<T>(of: Reader<T>): Reader<T | undefined> {
  return (input) => (input === null ? { value: undefined } : of(input));
}
