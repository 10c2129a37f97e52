import { jsonLimitProblem, isJson, parseJson } from '../base/json';
import { parseExactJson } from './exactJson';

/**
 * A schema as a constraint holds it, as parsed JSON: one that came as text is read without loss;
 * `undefined` for a text that is no JSON.
 */
export function parsedSchema(schema: unknown): unknown {
  if (typeof schema !== 'string') return schema;
  return parseJson(schema) === undefined ? undefined : parseExactJson(schema);
}

/** Why a schema that came as text cannot be read, if so. */
export function schemaTextProblem(schema: unknown): string | undefined {
  if (typeof schema !== 'string' || parseJson(schema) !== undefined) return undefined;
  return `the schema ${(isJson(schema) ? jsonLimitProblem(schema) : undefined) ?? 'is not JSON'}`;
}

/** A schema as JSON text: one that came as text is that text. */
export function schemaText(schema: unknown): string {
  return typeof schema === 'string' ? schema : JSON.stringify(schema);
}
