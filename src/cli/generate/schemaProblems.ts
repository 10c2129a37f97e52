import type { ConstraintProblem } from '../../guided/constraint';
import { maxSchemaValues, readJsonSchema } from '../../guided/jsonSchema';
import {
  hasMoreValuesThan,
  isSchemaObject,
  schemaDepth,
  type SchemaObject,
} from '../../guided/schemaKeywords';
import { placeOfPart, type JsonPath } from './jsonFile';

/** What is wrong with a very deep or wide schema is its size, which is nowhere in particular. */
function isVast(schema: unknown): boolean {
  return schemaDepth(schema) > maxDepth || hasMoreValuesThan(maxSchemaValues, schema);
}

const maxDepth = 256;

/** What is wrong with the schema at `path` in a JSON text, and at which keyword. */
export function schemaProblems(
  text: string,
  schema: unknown,
  path: JsonPath,
): readonly ConstraintProblem[] {
  const { problems = [] } = readJsonSchema(schema);
  if (problems.length === 0 || isVast(schema)) return problems;
  return problems.map((problem) => {
    const part = [...path, ...culpritIn(schema, problem.message)];
    return { ...problem, ...placeOfPart(text, part) };
  });
}

/**
 * The path of a keyword: the innermost schema that has the problem by itself, and in that the first
 * keyword without which it has not.
 */
function culpritIn(schema: unknown, message: string): JsonPath {
  const [path, part] = innermost(schema, schema, [], message);
  if (!isSchemaObject(part)) return path;
  // Without a type the others say nothing of some values, which is not what is wrong.
  const [types, others] = [['type'], Object.keys(part).filter((name) => name !== 'type')];
  const key = [...others, ...types].find((name) => {
    const rest = Object.entries(part).filter(([other]) => other !== name);
    return !complains(schema, Object.fromEntries(rest), message);
  });
  return key === undefined ? path : [...path, key];
}

function innermost(document: unknown, part: unknown, path: JsonPath, message: string): Child {
  const found = isSchemaObject(part)
    ? schemasIn(part).find(([, child]) => complains(document, child, message))
    : undefined;
  return found ? innermost(document, found[1], [...path, ...found[0]], message) : [path, part];
}

const definitions = ['$defs', 'definitions'] as const;

/** Keywords that hold values, which may look like schemas. */
const holdsValues: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

type Child = readonly [path: JsonPath, child: unknown];

/** The schemas in a schema; what others refer to comes first, since there the problem is. */
function schemasIn(schema: SchemaObject): readonly Child[] {
  const keys = Object.keys(schema).filter((key) => !holdsValues.has(key));
  const isDefinition = (key: string): boolean => definitions.some((name) => name === key);
  const ordered = [...keys.filter(isDefinition), ...keys.filter((key) => !isDefinition(key))];
  return ordered.flatMap((key): readonly Child[] => {
    const value = schema[key];
    if (Array.isArray(value)) {
      return value.map((child: unknown, index) => [[key, index], child]);
    }
    if (!isSchemaObject(value)) return [[[key], value]];
    const named = Object.entries(value).map(([name, child]): Child => [[key, name], child]);
    return [...named, [[key], value]];
  });
}

/** Whether a part of a document has a problem by itself; what it refers to stays where it was. */
function complains(document: unknown, part: unknown, message: string): boolean {
  if (!isSchemaObject(part) && part !== false) return false;
  const known = isSchemaObject(document)
    ? Object.fromEntries(definitions.map((name) => [name, document[name] ?? {}]))
    : {};
  const { problems = [] } = readJsonSchema({ $ref: '#/$part', $part: part, ...known });
  return problems.some((problem) => problem.message === message);
}
