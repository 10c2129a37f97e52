/** What a schema's grammar generates satisfies the schema, judged by ajv. */
import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonSchema } from '../../../src/guided/jsonSchema';
import { derive } from '../../support/derive';
import { recognises } from '../../support/recognise';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const numbers = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });

function sampler(schema: unknown): (numbers: readonly number[]) => string {
  const { grammar, problems } = readJsonSchema(schema);
  if (grammar === undefined) throw new Error(JSON.stringify(problems));
  return (drawn) => {
    let at = 0;
    return derive(grammar, (count) => (drawn[at++ % drawn.length] ?? 0) % count);
  };
}

function checkAll(schema: object, numRuns: number): void {
  const sample = sampler(schema);
  const validate = ajv.compile(schema);
  fc.assert(
    fc.property(numbers, (drawn) => {
      const text = sample(drawn);
      expect([text, validate(JSON.parse(text)), validate.errors]).toEqual([text, true, null]);
    }),
    { numRuns },
  );
}

const person = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 5 },
    age: { type: 'integer', minimum: -5, maximum: 120 },
    tags: { type: 'array', items: { enum: ['a', 'b', null, { deep: [1] }] }, maxItems: 3 },
  },
  required: ['name', 'age'],
};

const supported: readonly (readonly [name: string, schema: object])[] = [
  ['an object', person],
  [
    'an object of optional properties',
    { type: 'object', properties: { a: {}, b: { type: 'null' }, c: { const: 1 } } },
  ],
  ['a closed object', { ...person, additionalProperties: false }],
  [
    'an object with others',
    {
      type: 'object',
      properties: { a: { type: 'string' }, ab: { type: 'null' }, '': true },
      required: ['a'],
      additionalProperties: { type: 'integer' },
    },
  ],
  ['a map', { type: 'object', additionalProperties: { type: 'boolean' } }],
  [
    'a required property nobody described',
    { type: 'object', properties: { a: { type: 'null' } }, required: ['b', 'a'] },
  ],
  ['any object', { type: 'object' }],
  ['anything', {}],
  ['true', { type: 'array', items: true }],
  ['a string', { type: 'string' }],
  ['a string of a length', { type: 'string', minLength: 2, maxLength: 4 }],
  ['a pattern', { type: 'string', pattern: '^[a-z"\\\\]{2}\\d*$' }],
  ['a pattern that is not anchored', { type: 'string', pattern: 'x+|[\\s"]' }],
  ['integers', { type: 'integer' }],
  ['numbers', { type: 'number' }],
  ['a lower bound', { type: 'integer', minimum: 17 }],
  ['an upper bound', { type: 'integer', exclusiveMaximum: -17 }],
  ['both bounds', { type: 'integer', exclusiveMinimum: 7, maximum: 123_456 }],
  ['bounds across zero', { type: 'integer', minimum: -1_000, maximum: 99 }],
  ['a bound that is no integer', { type: 'integer', minimum: 1.5, maximum: 3.5 }],
  ['numbers within bounds', { type: 'number', minimum: -2, exclusiveMaximum: 3 }],
  ['numbers within narrow bounds', { type: 'number', minimum: 0.2, exclusiveMaximum: 0.73 }],
  ['numbers between neighbours', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  ['an array of a length', { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 3 }],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
  ],
  [
    'a tuple with more',
    { type: 'array', prefixItems: [{ type: 'integer' }], items: { type: 'null' }, minItems: 3 },
  ],
  ['several types', { type: ['integer', 'null', 'string'], maxLength: 2 }],
  ['an enum', { enum: ['é"\\', 1, null, true, { x: [1, 2] }] }],
  ['an enum of a type', { type: 'integer', enum: ['a', 1, 2] }],
  ['a constant', { const: 'é"\n' }],
  ['anyOf', { anyOf: [{ type: 'integer' }, { type: 'boolean' }] }],
  [
    'anyOf beside other keywords',
    {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  ],
  ['allOf of one', { allOf: [{ type: 'integer', minimum: 3 }] }],
  ['allOf of two', { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 5 }] }],
  ['oneOf of types', { oneOf: [{ type: 'integer' }, { type: 'string' }] }],
  ['oneOf of constants', { oneOf: [{ const: 1 }, { enum: [2, 'x'] }] }],
  [
    'oneOf told apart by a property',
    {
      oneOf: ['circle', 'square'].map((kind) => ({
        type: 'object',
        properties: { kind: { const: kind }, size: { type: 'integer' } },
        required: ['kind', 'size'],
      })),
    },
  ],
  [
    'a schema that refers to itself',
    {
      $defs: {
        node: {
          type: 'object',
          properties: {
            value: { type: 'integer' },
            next: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/node' }] },
          },
          required: ['value', 'next'],
        },
      },
      $ref: '#/$defs/node',
    },
  ],
  ['a pointer with escapes', { $defs: { 'a/b~c d': { const: 7 } }, $ref: '#/$defs/a~1b~0c%20d' }],
  [
    'keywords without effect',
    { type: 'array', uniqueItems: false, title: 'x', description: 'y', items: { type: 'null' } },
  ],
];

describe('a JSON Schema', () => {
  it.each(supported)('of %s generates only values that satisfy it', (_name, schema) => {
    checkAll(schema, 60);
  });

  it.each([
    ['date', /^\d{4}-\d\d-\d\d$/],
    ['time', /^\d\d:\d\d:\d\d/],
    ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/],
    ['uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ['ipv4', /^\d{1,3}(?:\.\d{1,3}){3}$/],
    ['hostname', /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/],
    ['email', /^\S+@\S+\.\S+$/],
    ['uri', /^https?:\/\/\S+$/],
  ])('of the format %s generates such texts', (format, shape) => {
    const sample = sampler({ type: 'string', format });
    fc.assert(
      fc.property(numbers, (drawn) => {
        const text: unknown = JSON.parse(sample(drawn));
        expect(text).toMatch(shape);
        if (format.startsWith('date')) expect(Date.parse(String(text))).not.toBeNaN();
      }),
      { numRuns: 30 },
    );
  });

  it('with bounds allows every integer within them and no other', () => {
    const bound = fc.integer({ min: -1_200, max: 1_200 });
    fc.assert(
      fc.property(
        bound,
        bound,
        fc.array(fc.integer({ min: -1_300, max: 1_300 })),
        (a, b, tried) => {
          const [minimum, maximum] = [Math.min(a, b), Math.max(a, b)];
          const { grammar } = readJsonSchema({ type: 'integer', minimum, maximum });
          if (grammar === undefined) throw new Error('refused');
          for (const value of [...tried, minimum, maximum, minimum - 1, maximum + 1, 0]) {
            const within = value >= minimum && value <= maximum;
            expect([value, recognises(grammar, String(value))]).toEqual([value, within]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [{ type: 'array', uniqueItems: true }, 'Unimplemented keys: ["uniqueItems"]'],
    [{ contains: {}, minContains: 2, not: {} }, 'Unimplemented keys: ["contains","minContains"]'],
    [{ type: 'foo' }, 'Invalid type: foo'],
    [{ $ref: '#/$defs/x' }, "Pointer '/$defs/x' does not exist"],
    [{ type: 'string', format: 'foo' }, 'Unknown format: foo'],
    [
      { type: 'string', pattern: 'a(?=b)' },
      'Invalid pattern a(?=b): look-around, including look-ahead and look-behind, is not supported',
    ],
    [
      { type: 'string', minLength: 3, maxLength: 2 },
      'Unsatisfiable schema: minLength (3) > maxLength (2)',
    ],
    [
      { type: 'integer', minimum: 3, maximum: 2 },
      'Unsatisfiable schema: no number lies within its bounds',
    ],
    [{ type: 'string', enum: [1, 2] }, 'Unsatisfiable schema: no value is left'],
    [
      { type: 'object', required: ['a'], additionalProperties: false },
      "Unsatisfiable schema: required property 'a' is not allowed",
    ],
    [
      { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
      'Unsatisfiable schema: no finite value satisfies it',
    ],
    [{ $ref: '#' }, 'Unsatisfiable schema: no finite value satisfies it'],
    [false, 'Unsatisfiable schema: it is false'],
    [3, 'A schema must be an object or a boolean'],
  ])('%j is refused, not loosened', (schema, message) => {
    expect(readJsonSchema(schema)).toEqual({ problems: [{ message }] });
  });

  it.each([
    [{ type: 'integer', multipleOf: 3, not: {} }, '"multipleOf", "not"'],
    [{ properties: { a: { if: {}, then: {} } } }, '"if", "then"'],
    [{ patternProperties: { a: {} } }, '"patternProperties"'],
    [{ dependentRequired: { a: ['b'] } }, '"dependentRequired"'],
    [{ $ref: 'http://x/y.json' }, "the external reference 'http://x/y.json'"],
    [{ $ref: '#', type: 'object' }, '"type" beside "$ref"'],
    [{ enum: [1], minimum: 2 }, '"minimum" beside "enum"'],
    [{ enum: [1], const: 1 }, '"const" beside "enum"'],
    [{ items: [{}], type: 'array' }, '"items" as a list'],
    [
      { type: 'string', pattern: 'a', maxLength: 3 },
      'more than one of "pattern", "format" and a length for a string',
    ],
    [
      { oneOf: [{ type: 'integer' }, { type: 'number' }] },
      '"oneOf" whose branches may overlap (use "anyOf")',
    ],
    [
      { oneOf: [{ const: 'a' }, { type: 'string' }] },
      '"oneOf" whose branches may overlap (use "anyOf")',
    ],
    [
      { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      '"properties" in several combined schemas',
    ],
    [
      { allOf: [{ properties: { a: {} } }, { additionalProperties: false }] },
      '"additionalProperties" beside another schema\'s "properties"',
    ],
  ])('%j is sound, and beyond us', (schema, message) => {
    expect(readJsonSchema(schema)).toEqual({ problems: [{ message, beyondUs: true }] });
  });

  it('that is nested very deeply is refused', () => {
    let schema: unknown = { type: 'integer' };
    for (let depth = 0; depth < 50_000; depth++) schema = { items: schema };
    expect(readJsonSchema(schema).problems?.[0]?.message).toMatch(/^The JSON schema is nested too/);
  });
});
