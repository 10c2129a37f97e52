import { sameJson } from './sameJson';
import {
  isList,
  isSchemaObject,
  UnsupportedSchema,
  typesOf,
  Unsatisfiable,
  type SchemaObject,
} from './schemaKeywords';

/**
 * Throws unless the branches of a `oneOf` exclude each other, so that it means the same as an
 * `anyOf`. Types, listed values and constant properties can show that.
 */
export function checkDisjoint(
  branches: readonly unknown[],
  follow: (schema: unknown) => unknown,
): void {
  const followed = branches.map(follow).filter((branch) => branch !== false);
  refuseTwins(followed);
  for (const [index, branch] of followed.entries()) {
    for (const other of followed.slice(index + 1)) {
      if (isSchemaObject(branch) && isSchemaObject(other) && areDisjoint(branch, other)) continue;
      throw new UnsupportedSchema('"oneOf" whose branches may overlap (use "anyOf")');
    }
  }
}

/** What one of two equal branches allows the other allows as well, and so their `oneOf` does not. */
function refuseTwins(branches: readonly unknown[]): void {
  const allowAll = branches.filter((branch) => branch === true || sameJson(branch, {}));
  const [first, ...others] = branches;
  const areEqual = others.length > 0 && others.every((other) => sameJson(first, other));
  if (allowAll.length < 2 && !areEqual) return;
  throw new Unsatisfiable('what one schema of its oneOf allows another allows as well');
}

function areDisjoint(one: SchemaObject, other: SchemaObject): boolean {
  const [values, otherValues] = [valuesOf(one), valuesOf(other)];
  if (values !== undefined && otherValues !== undefined) {
    return !haveCommon(values, otherValues);
  }
  const [types, otherTypes] = [kindsOf(one), kindsOf(other)];
  if (types === undefined || otherTypes === undefined) return false;
  if (!types.some((type) => otherTypes.includes(type))) return true;
  const bothObjects = [...types, ...otherTypes].every((type) => type === 'object');
  return bothObjects && differInConstant(one, other);
}

/** The listed values. */
function valuesOf(schema: SchemaObject): readonly unknown[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  const values: unknown = schema['enum'];
  return isList(values) ? values : undefined;
}

function haveCommon(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.some((value) => others.some((other) => sameJson(value, other)));
}

/** Types that hold all allowed values, where they are known; an integer is a number. */
function kindsOf(schema: SchemaObject): readonly string[] | undefined {
  const values: unknown = schema['const'] !== undefined ? [schema['const']] : schema['enum'];
  if (isList(values)) return values.map(kindOfValue);
  if (schema['type'] === undefined) return undefined;
  return typesOf(schema)?.map((type) => (type === 'integer' ? 'number' : type));
}

function kindOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'symbol') return 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether both require one property and allow no common value for it. */
function differInConstant(one: SchemaObject, other: SchemaObject): boolean {
  const [constants, otherConstants] = [requiredValues(one), requiredValues(other)];
  return [...constants].some(([name, values]) => {
    const otherValues = otherConstants.get(name);
    return otherValues !== undefined && !haveCommon(values, otherValues);
  });
}

function requiredValues(schema: SchemaObject): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  const properties = schema['properties'];
  const required: unknown = schema['required'];
  if (!isSchemaObject(properties) || !isList(required)) return found;
  const members = new Map(Object.entries(properties));
  for (const name of required) {
    const property = typeof name === 'string' ? members.get(name) : undefined;
    const values = isSchemaObject(property) ? valuesOf(property) : undefined;
    if (typeof name === 'string' && values !== undefined) found.set(name, values);
  }
  return found;
}
