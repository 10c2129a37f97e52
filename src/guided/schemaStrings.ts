import { choice, repetition, rootName, type Expression } from './grammar';
import { escapeForJson, jsonString, stringCharacter } from './jsonText';
import { readRegex } from './regex';
import {
  UnsupportedSchema,
  countAt,
  SchemaProblem,
  textOf,
  Unsatisfiable,
  type SchemaObject,
} from './schemaKeywords';

const hex = '[0-9a-f]';
const date = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])';
const zone = '(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])';
const time = `(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?${zone}`;
const label = '[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?';
const host = `${label}(?:\\.${label}){0,4}`;
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';

/** Patterns whose texts every reading of the format accepts; they need not cover all of it. */
const formats: ReadonlyMap<string, string> = new Map(
  Object.entries({
    date,
    time,
    'date-time': `${date}T${time}`,
    uuid: `${hex}{8}-${hex}{4}-[1-5]${hex}{3}-[89ab]${hex}{3}-${hex}{12}`,
    ipv4: `${byte}(?:\\.${byte}){3}`,
    hostname: host,
    email: `[a-z0-9]+(?:[._-][a-z0-9]+){0,4}@${label}\\.${host}`,
    uri: `https?://${host}(?:/[A-Za-z0-9._~-]*){0,8}`,
  }),
);

/** Strings as a schema describes them. */
export function stringExpression(schema: SchemaObject): Expression {
  const least = countAt(schema, 'minLength') ?? 0;
  const most = countAt(schema, 'maxLength');
  const patterns = [patternOf(schema), formatOf(schema)].filter((each) => each !== undefined);
  const [pattern] = patterns;
  if (pattern === undefined) {
    if (most !== undefined && most < least) {
      throw new Unsatisfiable(`minLength (${least}) > maxLength (${most})`);
    }
    return jsonString(repetition(stringCharacter, least, most));
  }
  if (patterns.length > 1 || least > 0 || most !== undefined) {
    throw new UnsupportedSchema('more than one of "pattern", "format" and a length for a string');
  }
  return jsonString(escapeForJson(pattern));
}

function patternOf(schema: SchemaObject): Expression | undefined {
  const pattern = schema['pattern'];
  if (pattern === undefined) return undefined;
  if (typeof pattern !== 'string') throw new SchemaProblem('pattern must be a string');
  return regexBody(pattern);
}

function formatOf(schema: SchemaObject): Expression | undefined {
  const format = schema['format'];
  if (format === undefined) return undefined;
  const pattern = typeof format === 'string' ? formats.get(format) : undefined;
  if (pattern === undefined) throw new SchemaProblem(`Unknown format: ${textOf(format)}`);
  return regexBody(pattern);
}

function regexBody(pattern: string): Expression {
  const { grammar, problems = [] } = readRegex(pattern);
  const body = grammar?.get(rootName)?.body;
  if (body !== undefined) return choice(body);
  throw new SchemaProblem(`Invalid pattern ${pattern}: ${problems[0]?.message ?? ''}`);
}
