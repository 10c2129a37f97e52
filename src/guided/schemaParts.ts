import { isList, isSchemaObject, type SchemaObject } from './schemaKeywords';

export interface SchemaPart {
  readonly schema: unknown;
  /** JSON pointer within the whole schema. */
  readonly pointer: string;
  /** That it stands under; empty for the whole. */
  readonly keyword: string;
}

const inLists = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'] as const;
const inNames = [
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependencies',
  '$defs',
  'definitions',
] as const;
const single = [
  'items',
  'additionalProperties',
  'additionalItems',
  'unevaluatedItems',
  'unevaluatedProperties',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
] as const;

/** The schemas inside one, where the dialects put them; not the values of `enum` and the like. */
export function* subschemas(
  schema: SchemaObject,
  pointer: string,
): Generator<SchemaPart, void, undefined> {
  for (const keyword of inLists) {
    const list = schema[keyword];
    if (!isList(list)) continue;
    for (const [index, each] of list.entries()) {
      yield { schema: each, pointer: `${pointer}/${keyword}/${index}`, keyword };
    }
  }
  for (const keyword of inNames) {
    const named = schema[keyword];
    if (!isSchemaObject(named)) continue;
    for (const [name, each] of Object.entries(named)) {
      const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
      yield { schema: each, pointer: `${pointer}/${keyword}/${step}`, keyword };
    }
  }
  for (const keyword of single) {
    yield { schema: schema[keyword], pointer: `${pointer}/${keyword}`, keyword };
  }
}

/** Every schema in one, itself included, that is more than `true` or `false`. */
export function schemasWithin(schema: unknown): readonly SchemaObject[] {
  const found: SchemaObject[] = [];
  const open: unknown[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isSchemaObject(next)) continue;
    found.push(next);
    for (const { schema: inner } of subschemas(next, '')) {
      if (inner !== undefined) open.push(inner);
    }
  }
  return found;
}
