import {
  Ajv as Ajv7,
  type AnySchema,
  type ErrorObject,
  type Options,
  type ValidateFunction,
} from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019';
import { Ajv2020 } from 'ajv/dist/2020';
import type Ajv from 'ajv/dist/core';
import { isTooDeep } from '../base/json';
import { keywordsWithNamedMembers, withExactTypes, withDoubles } from './exactSchema';
import { PatternReadings } from './patternReadings';
import { isSchemaObject, textOf } from './schemaKeywords';
import { schemasWithin } from './schemaParts';
import { comparingByValue, exactType, withBareObjects } from './schemaVocabulary';

/** A schema that values can be held against. */
export interface SchemaValidator {
  /** The first thing that one of `values` does not keep of the whole schema. */
  check(values: readonly unknown[]): ErrorObject | undefined;
  /**
   * The first thing that one of `values` does not keep of the part of the schema at a JSON pointer;
   * `undefined` also where that part cannot be read by itself.
   */
  checkAt(pointer: readonly string[], values: readonly unknown[]): ErrorObject | undefined;
  readonly patterns: PatternReadings;
}

/** Formats are told to models, not checked: no engine enforces them the same way. */
const options: Options = {
  strict: false,
  validateFormats: false,
  logger: false,
  ownProperties: true,
  // Otherwise a list that is shorter than `prefixItems` is held against nothing behind them.
  allErrors: true,
};

/** Levels of a schema that are compiled, which takes recursion; vLLM takes 64 (sampling_params.py). */
const maxSchemaDepth = 256;

const newest = (own: Options): Ajv => comparingByValue(new Ajv2020(own));

/** By the number in the address that `$schema` names. Draft 6 says nothing that draft 7 does not. */
const dialects: readonly (readonly [address: RegExp, create: (own: Options) => Ajv])[] = [
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, newest],
  [
    /^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/,
    (own) => comparingByValue(new Ajv2019(own)),
  ],
  [
    /^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/,
    (own) => comparingByValue(new Ajv7(own)),
  ],
];

/** A validator of `schema` by the dialect that its `$schema` names, or the reason why there is none. */
export function createSchemaValidator(schema: unknown): SchemaValidator | string {
  if (isTooDeep(schema, maxSchemaDepth)) {
    return `the schema nests more than ${maxSchemaDepth} levels deep`;
  }
  const beyond = beyondAjv(schema);
  if (beyond !== undefined) return `the schema cannot be checked here: ${beyond}`;
  // The dialect is chosen by it; each class knows the meta-schema of its own dialect only.
  const { $schema: dialect, ...rest } = isSchemaObject(schema) ? schema : {};
  const create =
    dialect === undefined
      ? newest
      : dialects.find(([address]) => typeof dialect === 'string' && address.test(dialect))?.[1];
  if (!create) return `the schema uses a dialect that is not known here: ${textOf(dialect)}`;
  try {
    const patterns = new PatternReadings();
    const ajv = create({ ...options, code: { regExp: patterns.engine, process: withBareObjects } });
    const said = isSchemaObject(schema) ? rest : (schema as boolean);
    // The schema of schemas knows doubles only.
    void ajv.validateSchema(withDoubles(said) as AnySchema, true);
    ajv.addSchema(withExactTypes(said) as AnySchema, rootKey, false, false);
    return { ...validatorOf(ajv, compileAt(ajv, [])), patterns };
  } catch (error) {
    return `the schema cannot be checked here: ${String(error)}`;
  }
}

/** What ajv 8 drops, or reads otherwise than it is meant. */
function beyondAjv(schema: unknown): string | undefined {
  const all = schemasWithin(schema);
  const has = (keyword: string): boolean => all.some((part) => Object.hasOwn(part, keyword));
  const names = all.flatMap((part) =>
    [...keywordsWithNamedMembers].map((keyword) => part[keyword]),
  );
  if (names.some((each) => isSchemaObject(each) && Object.hasOwn(each, '__proto__'))) {
    return 'it mentions a property called "__proto__"';
  }
  const rest = ['unevaluatedItems', 'unevaluatedProperties'].find(has);
  const beside = ['if', 'contains'].find(has);
  return rest && beside ? `it has "${rest}" and "${beside}"` : undefined;
}

const rootKey = 'trellis:schema';

function validatorOf(
  ajv: Ajv,
  validate: ValidateFunction,
): Pick<SchemaValidator, 'check' | 'checkAt'> {
  const run = (part: ValidateFunction, values: readonly unknown[]): ErrorObject | undefined => {
    const isBroken = values.some((value) => !part(value));
    return isBroken ? firstOf(part.errors ?? []) : undefined;
  };
  return {
    check: (values) => run(validate, values),
    checkAt(pointer, values) {
      let part: ValidateFunction;
      try {
        part = compileAt(ajv, pointer);
      } catch {
        return undefined;
      }
      return run(part, values);
    },
  };
}

/** Of what is wrong with a value, its type comes first: what else is follows from that. */
function firstOf(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const [first] = errors;
  const ofType = errors.find(
    ({ keyword, instancePath }) => keyword === exactType && instancePath === first?.instancePath,
  );
  return ofType ?? first;
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
