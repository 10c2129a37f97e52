import type { FuncKeywordDefinition } from 'ajv';
import type Ajv from 'ajv/dist/core';
import { compareDecimals, isMultipleOf, type Decimal } from './decimal';
import { decimalOf, printExactJson } from './exactJson';
import { sameJson } from './sameJson';
import { isList, type SchemaType } from './schemaKeywords';
import { hasType } from './schemaValues';

/**
 * Replaces keywords by which ajv 8 calls a value's own `toString`, `valueOf` or `constructor`, and
 * those that know no numbers but what a double holds.
 */
export function comparingByValue(ajv: Ajv): Ajv {
  for (const definition of [constant, listed, unique, ...numeric]) {
    ajv.removeKeyword(definition.keyword);
    ajv.addKeyword(definition);
  }
  ajv.addKeyword(typed);
  return ajv;
}

/**
 * The source of a validator that ajv 8 generated, where the names of properties seen so far stand in
 * objects without prototype: otherwise `unevaluatedProperties` takes `constructor` for seen.
 */
export function withBareObjects(source: string): string {
  // What a schema says stands in double quotes there.
  const stringOrNames = /"(?:[^"\\]|\\.)*"|\b(props\d+ = (?:props\d+ \|\| )?)\{\}/g;
  return source.replaceAll(stringOrNames, (all, assignment?: string) =>
    assignment === undefined ? all : `${assignment}Object.create(null)`,
  );
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

/** Stands for `type`, which ajv has built in. */
export const exactType = 'trellis:type';

const typed: FuncKeywordDefinition & Named = {
  keyword: exactType,
  error: { message: ({ schema }) => `must be ${String(schema)}` },
  compile: (wanted: SchemaType | readonly SchemaType[]) => (value: unknown) =>
    [wanted].flat().some((type) => hasType(value, type)),
};

const numeric: readonly (FuncKeywordDefinition & Named)[] = [
  bound('minimum', '>=', (order) => order >= 0),
  bound('exclusiveMinimum', '>', (order) => order > 0),
  bound('maximum', '<=', (order) => order <= 0),
  bound('exclusiveMaximum', '<', (order) => order < 0),
  ofNumbers('multipleOf', 'multiple of', isMultipleOf),
];

function bound(
  keyword: string,
  words: string,
  allows: (order: number) => boolean,
): FuncKeywordDefinition & Named {
  return ofNumbers(keyword, words, (number, limit) => allows(compareDecimals(number, limit)));
}

/** `words` stand between `must be` and what the schema says. */
function ofNumbers(
  keyword: string,
  words: string,
  holds: (number: Decimal, said: Decimal) => boolean,
): FuncKeywordDefinition & Named {
  return {
    keyword,
    error: { message: ({ schema }) => `must be ${words} ${printExactJson(schema)}` },
    compile: (said: unknown) => {
      const limit = decimalOf(said);
      return (value: unknown) => {
        const number = decimalOf(value);
        return number === undefined || limit === undefined || holds(number, limit);
      };
    },
  };
}

/** The index of the first item that stands before. */
export function duplicateAmong(items: readonly unknown[]): number | undefined {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if ((typeof item === 'object' && item !== null) || typeof item === 'symbol') {
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
