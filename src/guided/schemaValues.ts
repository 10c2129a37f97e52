import { isWhole } from './decimal';
import { decimalOf, printExactJson } from './exactJson';
import { choice, literal, type Expression } from './grammar';
import {
  supportedKeywords,
  UnsupportedSchema,
  isList,
  isSchemaObject,
  listNames,
  SchemaProblem,
  typesOf,
  Unsatisfiable,
  type SchemaObject,
  type SchemaType,
} from './schemaKeywords';

/** The values that `enum` or `const` lists, as far as they have the type that is asked for. */
export function valuesExpression(schema: SchemaObject): Expression {
  const { const: constant, enum: listedValues, ...siblings } = schema;
  const values: unknown = constant === undefined ? listedValues : [constant];
  if (!isList(values)) throw new SchemaProblem('enum must be a list');
  const besides = Object.keys(siblings).filter(
    (key) => supportedKeywords.has(key) && key !== 'type',
  );
  const both = constant !== undefined && listedValues !== undefined;
  if (besides.length > 0 || both) {
    throw new UnsupportedSchema(
      `${listNames(both ? ['const', ...besides] : besides)} beside "enum"`,
    );
  }
  const types = schema['type'] === undefined ? undefined : typesOf(schema);
  const fitting = values.filter((value) => types?.some((type) => hasType(value, type)) ?? true);
  if (fitting.length === 0) throw new Unsatisfiable('no value is left');
  return choice(...fitting.map((value) => literal(printExactJson(value))));
}

/** Whether a JSON value has `type`. */
export function hasType(value: unknown, type: SchemaType): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isSchemaObject(value);
    case 'integer':
    case 'number': {
      const number = decimalOf(value);
      return number !== undefined && (type === 'number' || isWhole(number));
    }
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
}
