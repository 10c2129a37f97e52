import type { ConstraintProblem } from '../../guided/constraint';
import { isSchemaObject } from '../../guided/schemaKeywords';
import { schemaWarnings } from '../../guided/schemaWarnings';
import { placeOfPart, type JsonPath } from './jsonFile';
import { schemaProblems } from './schemaProblems';

/**
 * What is told before a shape is sent: a sound shape may say what a server's engine drops, or
 * follows in part only. `problems` is what our readers say of it.
 */
export function constraintWarnings(
  problems: readonly ConstraintProblem[],
): readonly ConstraintProblem[] {
  return problems
    .filter(({ beyondUs }) => beyondUs === true)
    .map((problem) => ({
      ...problem,
      message: `a server's engine may not keep this: ${problem.message}`,
    }));
}

/**
 * What is told before the schema at `path` in a JSON text is sent: each keyword that servers drop
 * or loosen, in its place.
 */
export function warningsOn(
  text: string,
  schema: unknown,
  path: JsonPath,
): readonly ConstraintProblem[] {
  const dropped = schemaWarnings(schema).map(({ pointer, message }) => ({
    message,
    ...placeOfPart(text, [...path, ...pathOf(pointer, schema)]),
  }));
  const places = new Set(dropped.map(({ line, column }) => `${line}:${column}`));
  const others = constraintWarnings(schemaProblems(text, schema, path));
  return [...dropped, ...others.filter(({ line, column }) => !places.has(`${line}:${column}`))];
}

/** The steps of a JSON pointer; one is a number where the value around it is a list. */
function pathOf(pointer: string, document: unknown): JsonPath {
  const path: (string | number)[] = [];
  let value = document;
  for (const escaped of pointer.split('/').slice(1)) {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(name) : name);
    value = isSchemaObject(value) || Array.isArray(value) ? Reflect.get(value, name) : undefined;
  }
  return path;
}
