import { sameJson } from './sameJson';
import {
  supportedKeywords,
  UnsupportedSchema,
  isSchemaObject,
  SchemaProblem,
  type SchemaObject,
} from './schemaKeywords';

/**
 * One schema that asserts what all of `schemas` assert. Keywords that several of them use, or that
 * look at each other, cannot be merged by putting them together, and are refused.
 */
export function mergeSchemas(schemas: readonly unknown[]): unknown {
  const merged = new Map<string, unknown>();
  if (schemas.includes(false)) return false;
  for (const schema of schemas) {
    if (schema === true) continue;
    if (!isSchemaObject(schema)) throw new SchemaProblem('A schema must be an object or a boolean');
    for (const [key, value] of Object.entries(schema)) {
      const before = merged.get(key);
      if (before !== undefined && supportedKeywords.has(key) && !sameJson(before, value)) {
        throw new UnsupportedSchema(`"${key}" in several combined schemas`);
      }
      merged.set(key, value);
    }
  }
  checkInterplay(schemas.filter(isSchemaObject));
  return Object.fromEntries(merged);
}

/** `additionalProperties` and `items` mean the others of their own schema, not of a neighbour. */
function checkInterplay(schemas: readonly SchemaObject[]): void {
  const pairs = [
    ['additionalProperties', 'properties'],
    ['items', 'prefixItems'],
  ] as const;
  for (const [rest, named] of pairs) {
    const owner = schemas.findIndex((schema) => schema[rest] !== undefined);
    const other = schemas.findIndex((schema) => schema[named] !== undefined);
    if (owner >= 0 && other >= 0 && owner !== other) {
      throw new UnsupportedSchema(`"${rest}" beside another schema's "${named}"`);
    }
  }
}
