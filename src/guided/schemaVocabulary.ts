import type { FuncKeywordDefinition } from 'ajv';
import type Ajv from 'ajv/dist/core';
import { sameJson } from './sameJson';
import { isList } from './schemaKeywords';

/** Replaces keywords by which ajv 8 calls a value's own `toString`, `valueOf` or `constructor`. */
export function comparingByValue(ajv: Ajv): Ajv {
  for (const definition of [constant, listed, unique]) {
    ajv.removeKeyword(definition.keyword);
    ajv.addKeyword(definition);
  }
  return ajv;
}

interface Named {
  readonly keyword: string;
}

const constant: FuncKeywordDefinition & Named = {
  keyword: 'const',
  error: { message: 'must be equal to constant' },
  compile: (wanted: unknown) => (value: unknown) => sameJson(wanted, value),
};

const listed: FuncKeywordDefinition & Named = {
  keyword: 'enum',
  error: { message: 'must be equal to one of the allowed values' },
  compile: (values: unknown) => (value: unknown) =>
    !isList(values) || values.some((each) => sameJson(each, value)),
};

const unique: FuncKeywordDefinition & Named = {
  keyword: 'uniqueItems',
  type: 'array',
  error: { message: 'must NOT have duplicate items' },
  compile: (wanted: unknown) => (value: unknown) =>
    wanted !== true || !isList(value) || duplicateAmong(value) === undefined,
};

/** The index of the first item that stands before. */
export function duplicateAmong(items: readonly unknown[]): number | undefined {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (typeof item === 'object' && item !== null) {
      if (others.some((before) => sameJson(before, item))) return index;
      others.push(item);
    } else {
      // A set takes 0 for -0.
      if (scalars.has(item)) return index;
      scalars.add(item);
    }
  }
  return undefined;
}
