import { isList, isSchemaObject, BeyondUs, typesOf, type SchemaObject } from './schemaKeywords';

/**
 * Throws unless the branches of a `oneOf` exclude each other, so that it means the same as an
 * `anyOf`. Types, listed values and constant properties can show that.
 */
export function checkDisjoint(
  branches: readonly unknown[],
  follow: (schema: unknown) => unknown,
): void {
  const followed = branches.map(follow);
  for (const [index, branch] of followed.entries()) {
    for (const other of followed.slice(index + 1)) {
      if (isSchemaObject(branch) && isSchemaObject(other) && areDisjoint(branch, other)) continue;
      throw new BeyondUs('"oneOf" whose branches may overlap (use "anyOf")');
    }
  }
}

function areDisjoint(one: SchemaObject, other: SchemaObject): boolean {
  const [values, otherValues] = [valuesOf(one), valuesOf(other)];
  if (values !== undefined && otherValues !== undefined) {
    return !values.some((value) => otherValues.includes(value));
  }
  const [types, otherTypes] = [kindsOf(one), kindsOf(other)];
  if (types === undefined || otherTypes === undefined) return false;
  if (!types.some((type) => otherTypes.includes(type))) return true;
  const bothObjects = [...types, ...otherTypes].every((type) => type === 'object');
  return bothObjects && differInConstant(one, other);
}

/** The listed values, as JSON text. */
function valuesOf(schema: SchemaObject): readonly string[] | undefined {
  if (schema['const'] !== undefined) return [JSON.stringify(schema['const'])];
  const values: unknown = schema['enum'];
  return isList(values) ? values.map((value) => JSON.stringify(value)) : undefined;
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
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether both require one property and allow no common value for it. */
function differInConstant(one: SchemaObject, other: SchemaObject): boolean {
  const [constants, otherConstants] = [requiredValues(one), requiredValues(other)];
  return [...constants].some(([name, values]) => {
    const otherValues = otherConstants.get(name);
    return otherValues !== undefined && !values.some((value) => otherValues.includes(value));
  });
}

function requiredValues(schema: SchemaObject): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
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
