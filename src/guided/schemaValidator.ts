import { Ajv as Ajv7, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019';
import { Ajv2020 } from 'ajv/dist/2020';
import type Ajv from 'ajv/dist/core';
import { isSchemaObject, textOf } from './schemaKeywords';

/** A schema that values can be held against. */
export interface SchemaValidator {
  /** The first thing that `value` does not keep of the whole schema. */
  check(value: unknown): ErrorObject | undefined;
  /**
   * The same of the part of the schema at a JSON pointer; `undefined` also where that part cannot
   * be read by itself.
   */
  checkAt(pointer: readonly string[], value: unknown): ErrorObject | undefined;
}

/** Formats are told to models, not checked: no engine enforces them the same way. */
const options: Options = { strict: false, validateFormats: false, logger: false };

/** By the number in the address that `$schema` names. Draft 6 says nothing that draft 7 does not. */
const dialects: readonly (readonly [address: RegExp, create: () => Ajv])[] = [
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, () => new Ajv2020(options)],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, () => new Ajv2019(options)],
  [/^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/, () => new Ajv7(options)],
];

const newest = (): Ajv => new Ajv2020(options);

/** A validator of `schema` by the dialect that its `$schema` names, or the reason why there is none. */
export function createSchemaValidator(schema: unknown): SchemaValidator | string {
  // The dialect is chosen by it; each class knows the meta-schema of its own dialect only.
  const { $schema: dialect, ...rest } = isSchemaObject(schema) ? schema : {};
  const create =
    dialect === undefined
      ? newest
      : dialects.find(([address]) => typeof dialect === 'string' && address.test(dialect))?.[1];
  if (!create) return `the schema is of a dialect that is not known here: ${textOf(dialect)}`;
  try {
    const ajv = create();
    ajv.addSchema(isSchemaObject(schema) ? rest : (schema as boolean), rootKey);
    return validatorOf(ajv, compileAt(ajv, []));
  } catch (error) {
    return `the schema cannot be checked here: ${String(error)}`;
  }
}

const rootKey = 'trellis:schema';

function validatorOf(ajv: Ajv, validate: ValidateFunction): SchemaValidator {
  const run = (part: ValidateFunction, value: unknown): ErrorObject | undefined =>
    part(value) ? undefined : part.errors?.[0];
  return {
    check: (value) => run(validate, value),
    checkAt(pointer, value) {
      let part: ValidateFunction;
      try {
        part = compileAt(ajv, pointer);
      } catch {
        return undefined;
      }
      return run(part, value);
    },
  };
}

/** Throws where there is no such part, or where it refers to what is not there. */
function compileAt(ajv: Ajv, pointer: readonly string[]): ValidateFunction {
  const path = pointer.map(
    (part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
  );
  const validate = ajv.getSchema(`${rootKey}#${path.join('')}`);
  if (!validate) throw new Error('there is no such part');
  return validate;
}
