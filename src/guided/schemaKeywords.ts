import { sameJson } from './sameJson';
import { decimalOf, printExactJson, nearestDouble, type ExactNumber } from './exactJson';

/** A JSON Schema that is an object, as parsed JSON. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** Why a schema cannot be followed. */
export class SchemaProblem extends Error {}

/** Why no value satisfies a schema. */
export class Unsatisfiable extends SchemaProblem {
  constructor(readonly reason: string) {
    super(`Unsatisfiable schema: ${reason}`);
  }
}

/** What a sound schema says that cannot be followed here; the message names it. */
export class UnsupportedSchema extends SchemaProblem {}

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Like `Array.isArray`, for what is not known yet. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

const keywordsOfType = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
} as const;

const combining = ['enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref', 'type'];

/** Keywords that say something about values and that are followed. */
export const supportedKeywords: ReadonlySet<string> = new Set([
  ...combining,
  ...Object.values(keywordsOfType).flat(),
]);

/** Keywords that are not followed and that vLLM 0.32 refuses as well. */
export const refusedByVllm = new Set(['uniqueItems', 'contains', 'minContains', 'maxContains']);

/** Keywords that say something about values and that are not followed: refused, never dropped. */
const unimplemented = new Set([
  ...refusedByVllm,
  'multipleOf',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'unevaluatedItems',
  'unevaluatedProperties',
  'additionalItems',
  'not',
  'if',
  'then',
  'else',
  '$dynamicRef',
  '$recursiveRef',
]);

/** Keywords that say something about values. */
export const keywords: ReadonlySet<string> = new Set([...supportedKeywords, ...unimplemented]);

/** Values that make a keyword say nothing. */
const idleValues: ReadonlyMap<string, unknown> = new Map(
  Object.entries({
    uniqueItems: false,
    minProperties: 0,
    unevaluatedProperties: true,
    unevaluatedItems: true,
    propertyNames: true,
    not: false,
    patternProperties: {},
    dependentRequired: {},
    dependentSchemas: {},
    dependencies: {},
  }),
);

/** Keywords that say something only beside one of others. */
const companions: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    if: ['then', 'else'],
    then: ['if'],
    else: ['if'],
    minContains: ['contains'],
    maxContains: ['contains'],
  }),
);

/** Whether a keyword, as it stands there, says nothing of any value. */
export function hasNoEffect(schema: SchemaObject, keyword: string): boolean {
  const idle = idleValues.get(keyword);
  if (idle !== undefined && sameJson(idle, schema[keyword])) return true;
  if (keyword === 'additionalItems') return !isList(schema['items']);
  const others = companions.get(keyword);
  return others !== undefined && !others.some((other) => schema[other] !== undefined);
}

/** Throws for keywords that are not followed; where vLLM refuses them too, in its words. */
export function checkKeywords(schema: SchemaObject): void {
  const dropped = Object.keys(schema).filter(
    (key) => unimplemented.has(key) && !hasNoEffect(schema, key),
  );
  const known = dropped.filter((key) => refusedByVllm.has(key));
  if (known.length > 0) throw new SchemaProblem(`Unimplemented keys: ${JSON.stringify(known)}`);
  if (dropped.length > 0) throw new UnsupportedSchema(listNames(dropped));
}

/** Names for a message. */
export function listNames(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

export type SchemaType = 'string' | 'number' | 'integer' | 'object' | 'array' | 'boolean' | 'null';

const types: readonly string[] = [
  'string',
  'number',
  'integer',
  'object',
  'array',
  'boolean',
  'null',
];

export function isTypeName(value: unknown): boolean {
  return typeof value === 'string' && types.includes(value);
}

/** The types a schema allows: as it says, or as its keywords suggest; `undefined` for any. */
export function typesOf(schema: SchemaObject): readonly SchemaType[] | undefined {
  const given = schema['type'];
  if (given !== undefined) {
    const list = (Array.isArray(given) ? given : [given]) as readonly unknown[];
    const unknown = list.find((type) => !isTypeName(type));
    if (unknown !== undefined) throw new SchemaProblem(`Invalid type: ${textOf(unknown)}`);
    return list as readonly SchemaType[];
  }
  const suggested = Object.entries(keywordsOfType)
    .filter(([, keywords]) => keywords.some((keyword) => schema[keyword] !== undefined))
    .map(([type]) => type as SchemaType);
  return suggested.length === 0 ? undefined : suggested;
}

/** Levels of nesting; counted without recursion, since a schema comes from anywhere. */
export function schemaDepth(schema: unknown): number {
  let deepest = 0;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: schema, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    deepest = Math.max(deepest, depth);
    for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 });
  }
  return deepest;
}

/** Whether a schema holds more values than `most`; without recursion, and no further than that. */
export function hasMoreValuesThan(most: number, schema: unknown): boolean {
  const open = [schema];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (++count > most) return true;
    if (typeof next !== 'object' || next === null) continue;
    const children: readonly unknown[] = Object.values(next);
    if (children.length > most) return true;
    for (const child of children) open.push(child);
  }
  return false;
}

export function numberAt(schema: SchemaObject, keyword: string): ExactNumber | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (isExactNumber(value)) return value;
  throw new SchemaProblem(`${keyword} must be a number`);
}

/** A count, such as `minItems`, within what a grammar can repeat. */
export function countAt(schema: SchemaObject, keyword: string): number | undefined {
  const value = numberAt(schema, keyword);
  if (value === undefined) return undefined;
  const rough = nearestDouble(value);
  if (rough < 0 || !Number.isInteger(rough)) {
    throw new SchemaProblem(`${keyword} must be an integer from 0 on`);
  }
  if (rough > 10_000) throw new UnsupportedSchema(`"${keyword}" over 10000`);
  return rough;
}

function isExactNumber(value: unknown): value is ExactNumber {
  return decimalOf(value) !== undefined;
}

/** A JSON value for a message: text as it is, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : printExactJson(value);
}
