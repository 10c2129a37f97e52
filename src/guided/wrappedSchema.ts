import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { withoutByteOrderMark } from '../base/byteOrderMark';
import type { Constraint } from './constraint';
import { parsedSchema } from './schemaText';
import {
  isList,
  isSchemaObject,
  isTypeName,
  keywords,
  listNames,
  type SchemaObject,
} from './schemaKeywords';

/** Members under which the APIs of models, and those of tools, hold a schema. */
const schemaMembers = [
  'json_schema',
  'schema',
  'guided_json',
  'json',
  'parameters',
  'input_schema',
  'inputSchema',
  'output_schema',
  'outputSchema',
] as const;

/** Members under which they hold what holds one. */
const outerMembers = [
  'response_format',
  'structured_outputs',
  'text',
  'format',
  'function',
  'content',
] as const;

/**
 * The members that lead to the schema which a value holds that is none itself, such as `json_schema`
 * and `schema` of a `response_format`. As a schema such a value allows everything.
 */
export function pathToWrappedSchema(value: unknown): readonly string[] | undefined {
  if (!isSchemaObject(value) || saysSomething(value)) return undefined;
  for (const member of schemaMembers) {
    const held = value[member];
    if (typeof held === 'boolean') return [member];
    if (isSchemaObject(held)) return [member, ...(pathToWrappedSchema(held) ?? [])];
    if (typeof held === 'string' && isSchemaObject(parsedSchema(held))) return [member];
  }
  for (const member of outerMembers) {
    const further = pathToWrappedSchema(value[member]);
    if (further !== undefined) return [member, ...further];
  }
  return undefined;
}

/** In words, after what holds it. */
export function wrappedSchemaWords(path: readonly string[]): string {
  return `this is not a schema but contains one under ${listNames(path)}, which is used`;
}

/**
 * A constraint with what its schema holds where that is none, and what is to be told of that; without
 * byte order marks, which no server takes.
 */
export function unwrapConstraint(constraint: Constraint): {
  readonly constraint: Constraint;
  readonly told: readonly string[];
} {
  if (constraint.kind === 'json') {
    const { schema, told } = held(constraint.schema);
    return { constraint: { ...constraint, schema }, told };
  }
  if (constraint.kind === 'grammar') {
    return {
      constraint: { ...constraint, source: withoutByteOrderMark(constraint.source) },
      told: [],
    };
  }
  if (constraint.kind !== 'structuralTag') return { constraint, told: [] };
  const all = constraint.tags.map((tag) => ({ tag, ...held(tag.schema) }));
  const tags = all.map(({ tag, schema }) => ({ ...tag, schema }));
  return { constraint: { ...constraint, tags }, told: all.flatMap(({ told }) => told) };
}

function held(given: unknown): { readonly schema: unknown; readonly told: readonly string[] } {
  const schema = typeof given === 'string' ? withoutByteOrderMark(given) : given;
  const parsed = parsedSchema(schema);
  const path = pathToWrappedSchema(parsed);
  if (path === undefined) return { schema, told: [] };
  const told = [wrappedSchemaWords(path)];
  if (typeof schema === 'string') return { schema: jsonTextAt(schema, path), told };
  return { schema: path.reduce(memberOf, parsed), told };
}

function memberOf(value: unknown, member: string): unknown {
  return isSchemaObject(value) ? value[member] : undefined;
}

/** A part of a JSON text, as it stands there; of a schema that stands in it as a text, that text. */
export function jsonTextAt(text: string, path: readonly (string | number)[]): string {
  if (path.length === 0) return text;
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (typeof node?.value === 'string') return node.value;
  return node ? text.slice(node.offset, node.offset + node.length) : text;
}

/** Whether a value, taken for a schema, says anything of values. */
function saysSomething(value: SchemaObject): boolean {
  return Object.entries(value).some(([keyword, said]) => {
    if (keyword === 'type') return isList(said) || isTypeName(said);
    // A format that is no name is another API's word.
    if (keyword === 'format') return typeof said === 'string';
    return keywords.has(keyword);
  });
}
