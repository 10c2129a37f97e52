import { charactersOf, difference } from './characterSet';
import {
  characters,
  choice,
  empty,
  literal,
  optionally,
  repetition,
  rule,
  sequence,
  type Expression,
} from './grammar';
import { anyObject, colon, comma, plainCharacters, jsonString } from './jsonText';
import { isSchemaObject, SchemaProblem, Unsatisfiable, type SchemaObject } from './schemaKeywords';

/** What objects need of the compiler around them. */
export interface ObjectCompiler {
  /** The expression for a schema inside this one. */
  compile(schema: unknown): Expression;
  /** Adds a rule and answers its name, which starts with `hint`. */
  addRule(hint: string, body: Expression): string;
}

interface Property {
  readonly member: Expression;
  readonly required: boolean;
}

/**
 * Objects whose properties stand in the order of the schema. Where others are allowed they follow,
 * under names that the schema does not give another meaning.
 */
export function objectExpression(schema: SchemaObject, compiler: ObjectCompiler): Expression {
  const properties = propertiesOf(schema);
  const others = schema['additionalProperties'];
  const required = requiredOf(schema);
  if (properties.size === 0 && required.length === 0) {
    if (others === false) return literal('{}');
    if (others === undefined || others === true) return anyObject;
  }
  for (const name of required) {
    if (properties.has(name)) continue;
    if (others === false) {
      throw new Unsatisfiable(`required property '${name}' is not allowed`);
    }
    properties.set(name, others ?? true);
  }
  const members = [...properties].map(([name, value]): Property => ({
    member: sequence(literal(JSON.stringify(name)), colon, compiler.compile(value)),
    required: required.includes(name),
  }));
  const allowsOthers = others === true || isSchemaObject(others);
  const other = allowsOthers
    ? sequence(jsonString(nameOtherThan([...properties.keys()])), colon, compiler.compile(others))
    : undefined;
  return sequence(literal('{'), membersFrom(members, other, compiler), literal('}'));
}

/** Members from the first on; each rest is a rule, so that the grammar stays linear in them. */
function membersFrom(
  members: readonly Property[],
  other: Expression | undefined,
  compiler: ObjectCompiler,
): Expression {
  const repeated = other === undefined ? empty : repetition(sequence(comma, other), 0);
  // From the last backwards: what may follow once something was written, and before anything was.
  let following: Expression = repeated;
  let leading: Expression = other === undefined ? empty : optionally(sequence(other, repeated));
  for (const { member, required } of [...members].reverse()) {
    const rest = rule(compiler.addRule('rest', following));
    const start = sequence(member, rest);
    const next = sequence(comma, member);
    leading = required ? start : choice(start, leading);
    following = sequence(required ? next : optionally(next), rest);
    leading = rule(compiler.addRule('start', leading));
  }
  return leading;
}

function propertiesOf(schema: SchemaObject): Map<string, unknown> {
  const properties = schema['properties'] ?? {};
  if (!isSchemaObject(properties)) throw new SchemaProblem('properties must be an object');
  return new Map(Object.entries(properties));
}

function requiredOf(schema: SchemaObject): readonly string[] {
  const required: unknown = schema['required'] ?? [];
  if (Array.isArray(required) && required.every((name) => typeof name === 'string')) {
    return required;
  }
  throw new SchemaProblem('required must be a list of names');
}

/** Names, written without escapes, that are none of `names`. */
function nameOtherThan(names: readonly string[]): Expression {
  const anyRest = repetition(characters(plainCharacters), 0);
  const continuations = new Map<string, string[]>();
  for (const name of names) {
    const [first] = name;
    if (first === undefined) continue;
    const rest = continuations.get(first) ?? [];
    rest.push(name.slice(first.length));
    continuations.set(first, rest);
  }
  const others = difference(plainCharacters, charactersOf([...continuations.keys()].join('')));
  const branches = [...continuations].map(([first, rest]) =>
    sequence(literal(first), nameOtherThan(rest)),
  );
  const longer = choice(sequence(characters(others), anyRest), ...branches);
  return names.includes('') ? longer : optionally(longer);
}
