import { nearestDouble } from './exactJson';
import { isList, isSchemaObject } from './schemaKeywords';
import { exactType } from './schemaVocabulary';

/** Keywords whose members have names that a person chose. */
export const keywordsWithNamedMembers: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  '$defs',
  'definitions',
]);

/** Keywords that hold values, which may look like schemas. */
const valuesIn: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);

const counts: ReadonlySet<string> = new Set(
  ['Length', 'Items', 'Properties', 'Contains'].flatMap((what) => [`min${what}`, `max${what}`]),
);

/**
 * The schema with its types under a keyword that knows exact numbers. `nullable` is OpenAPI's and no
 * keyword of JSON Schema: ajv takes it for a type more, XGrammar and llguidance never write `null`
 * for it (seen on 0.32.0).
 */
export function withExactTypes(schema: unknown): unknown {
  if (isList(schema)) return schema.map(withExactTypes);
  if (!isSchemaObject(schema)) return schema;
  const members = Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'nullable') return [];
    if (keyword === 'type' && isType(value)) return [[exactType, value] as const];
    if (valuesIn.has(keyword)) return [[keyword, value] as const];
    // No text, list or object is so long that a double would not do.
    if (counts.has(keyword)) return [[keyword, withDoubles(value)] as const];
    return [
      [
        keyword,
        keywordsWithNamedMembers.has(keyword) ? eachMember(value) : withExactTypes(value),
      ] as const,
    ];
  });
  return Object.fromEntries(members);
}

function eachMember(value: unknown): unknown {
  if (!isSchemaObject(value)) return value;
  const members = Object.entries(value).map(
    ([name, part]) => [name, withExactTypes(part)] as const,
  );
  return Object.fromEntries(members);
}

function isType(value: unknown): boolean {
  return typeof value === 'string' || isList(value);
}

/** JSON with each exact number replaced by the nearest double. */
export function withDoubles(value: unknown): unknown {
  if (typeof value === 'symbol') return nearestDouble(value);
  if (isList(value)) return value.map(withDoubles);
  if (!isSchemaObject(value)) return value;
  const members = Object.entries(value).map(
    ([name, member]) => [name, withDoubles(member)] as const,
  );
  return Object.fromEntries(members);
}
