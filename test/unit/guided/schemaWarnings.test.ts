/** XGrammar itself is the judge of what XGrammar drops: it accepts what the schema does not allow. */
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { schemaWarnings } from '../../../src/guided/schemaWarnings';
import { loadXGrammar } from '../../support/loadXGrammar';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const integer = { type: 'integer' };
const ab = { type: 'object', properties: { a: integer, b: integer } };

async function acceptsBroken(schema: object, value: unknown): Promise<boolean> {
  const xgrammar = loadXGrammar();
  const info = await xgrammar.TokenizerInfo.createTokenizerInfo(
    ['<e>'],
    'byte_level',
    false,
    1,
    [0],
  );
  const compiler = await xgrammar.GrammarCompiler.createGrammarCompiler(info, false);
  const compiled = await compiler.compileJSONSchema(JSON.stringify(schema));
  const matcher = await xgrammar.GrammarMatcher.createGrammarMatcher(compiled);
  const text = JSON.stringify(value).replaceAll(',', ', ').replaceAll(':', ': ');
  return matcher._acceptString(text) && matcher.acceptToken(0);
}

describe('a schema', () => {
  it.each<readonly [pointer: string, schema: object, broken: unknown]>([
    ['/multipleOf', { type: 'number', multipleOf: 2 }, 3],
    ['/uniqueItems', { type: 'array', items: integer, uniqueItems: true }, [1, 1]],
    ['/not', { type: 'string', not: { const: 'a' } }, 'a'],
    ['/if', { ...ab, if: { required: ['a'] }, then: false }, { a: 1 }],
    ['/dependentRequired', { ...ab, dependentRequired: { a: ['b'] } }, { a: 1 }],
    ['/dependentSchemas', { ...ab, dependentSchemas: { a: false } }, { a: 1 }],
    ['/dependencies', { ...ab, dependencies: { a: ['b'] } }, { a: 1 }],
    ['/$ref', { $ref: '#x', $defs: { x: { $anchor: 'x', ...integer } } }, 'a'],
    ['/$ref', { $ref: '#/$defs/x', enum: [1], $defs: { x: integer } }, 3],
    ['/allOf', { allOf: [integer, { enum: [1, 2] }] }, 'a'],
    [
      '/allOf',
      { ...ab, allOf: [{ type: 'object', properties: { c: integer } }], maxProperties: 0 },
      { c: 1 },
    ],
    ['/oneOf', { oneOf: [integer, { type: 'number' }] }, 3],
    ['/anyOf', { ...ab, anyOf: [{ ...ab, required: ['b'] }], required: ['a'] }, { b: 1 }],
    ['/enum', { enum: ['a', 'bc'], maxLength: 1 }, 'bc'],
    ['/minimum', { type: 'integer', minimum: 5 }, 3],
    ['/exclusiveMinimum', { type: 'integer', exclusiveMinimum: 5 }, 5],
    ['/minimum', { type: ['integer', 'null'], minimum: 5 }, 3],
    ['/minimum', { type: 'number', minimum: 5 }, 3.5],
    ['/exclusiveMaximum', { type: 'number', exclusiveMaximum: 5 }, 5],
    ['/maxLength', { type: 'string', pattern: '^a*$', maxLength: 2 }, 'aaaa'],
    ['/maxLength', { type: 'string', format: 'date', maxLength: 2 }, '2020-01-01'],
    ['/maxLength', { maxLength: 2 }, 'aaaa'],
    ['/minLength', { minLength: 2 }, 'a'],
    ['/pattern', { pattern: '^a*$' }, 'b'],
    ['/minimum', { minimum: 5, maximum: 9 }, 3],
    ['/exclusiveMaximum', { exclusiveMinimum: 5, exclusiveMaximum: 9 }, 9],
    ['/required', { required: ['a'] }, {}],
    ['/minProperties', { minProperties: 1 }, {}],
    ['/maxProperties', { maxProperties: 0 }, { a: 1 }],
    ['/patternProperties', { patternProperties: { '^a$': integer } }, { a: 'b' }],
    ['/propertyNames', { propertyNames: { maxLength: 1 } }, { ab: 1 }],
    ['/minItems', { minItems: 2 }, [1]],
    ['/maxItems', { maxItems: 0 }, [1]],
    ['/anyOf/0/pattern', { type: 'string', anyOf: [{ pattern: '^a*$' }] }, 'b'],
    ['/items/minLength', { type: 'array', items: { minLength: 2 } }, ['a']],
    ['/required', { ...ab, required: ['c'] }, { a: 1 }],
  ])('is warned of %s: %j', async (pointer, schema, broken) => {
    expect(schemaWarnings(schema).map((warning) => warning.pointer)).toContain(pointer);
    expect([ajv.validate(schema, broken), await acceptsBroken(schema, broken)]).toEqual([
      false,
      true,
    ]);
  });

  it.each<readonly [schema: object, broken: unknown]>([
    [{ type: 'integer', minimum: 5, maximum: 9 }, 3],
    [{ type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 9 }, 9],
    [{ type: 'integer', maximum: 5 }, 12],
    [{ type: 'number', maximum: 5 }, 5.5],
    [{ type: 'array', items: integer, minItems: 2, maxItems: 3 }, [1]],
    [{ type: 'string', minLength: 2 }, 'a'],
    [{ type: 'string', pattern: '^a*$' }, 'b'],
    [{ allOf: [integer] }, 'a'],
    [{ anyOf: [integer, { type: 'null' }] }, 'a'],
    [{ ...ab, required: ['a'], minProperties: 1 }, {}],
    [{ $ref: '#/$defs/x', $defs: { x: integer } }, 'a'],
    [{ type: 'array', prefixItems: [integer] }, ['a']],
    [{ type: 'object', patternProperties: { '^a$': integer } }, { a: 'b' }],
    [{ enum: [{ multipleOf: 1 }, { not: {} }] }, 3],
    [{ properties: { a: integer }, required: ['a'] }, {}],
    [{ additionalProperties: integer }, { a: 'b' }],
    [{ items: integer, minItems: 2 }, [1]],
    [{ prefixItems: [integer] }, ['a']],
    [{ pattern: '^a*$', items: integer }, 'b'],
  ])('is not warned of what XGrammar keeps: %j', async (schema, broken) => {
    expect(schemaWarnings(schema)).toEqual([]);
    expect([ajv.validate(schema, broken), await acceptsBroken(schema, broken)]).toEqual([
      false,
      false,
    ]);
  });

  it('is warned of what lies deep, in the order of the text, by JSON pointers', () => {
    const schema = {
      properties: {
        'a/b': { items: { multipleOf: 2, not: {} } },
        c: { $ref: 'http://example.com/other' },
        e: { $dynamicRef: '#x', contains: true },
      },
      $defs: { d: { items: [{}] } },
    };
    expect(schemaWarnings(schema)).toEqual([
      { pointer: '/properties/a~1b/items/multipleOf', message: 'XGrammar drops "multipleOf"' },
      { pointer: '/properties/a~1b/items/not', message: 'XGrammar drops "not"' },
      {
        pointer: '/properties/c/$ref',
        message: 'XGrammar follows only references that start with "#/": this allows anything',
      },
      { pointer: '/properties/e/$dynamicRef', message: 'XGrammar drops "$dynamicRef"' },
      {
        pointer: '/properties/e/contains',
        message: 'servers refuse "contains", or drop it where XGrammar reads the schema',
      },
      {
        pointer: '/$defs/d/items',
        message: 'XGrammar refuses a list here: "prefixItems" says the same',
      },
    ]);
  });

  it.each<readonly [pointer: string, schema: object, mended: object]>([
    [
      '/prefixItems/1',
      { type: 'array', prefixItems: [true, false] },
      { type: 'array', prefixItems: [true], items: false },
    ],
    ['/anyOf/0', { anyOf: [false, { type: 'null' }] }, { anyOf: [{ type: 'null' }] }],
    ['/properties/items', { type: 'object', properties: { items: false } }, { type: 'object' }],
    [
      '/minProperties',
      { type: 'object', minProperties: 2 },
      { type: 'object', minProperties: 2, additionalProperties: true },
    ],
    [
      '/minItems',
      { type: 'array', minItems: 2, prefixItems: [integer] },
      { type: 'array', minItems: 2, prefixItems: [integer], items: true },
    ],
  ])('is warned of what breaks XGrammar at %s: %j', async (pointer, schema, mended) => {
    expect(schemaWarnings(schema).map((warning) => warning.pointer)).toContain(pointer);
    expect(schemaWarnings(mended)).toEqual([]);
    await expect(acceptsBroken(schema, 'x')).rejects.toThrow();
    await expect(acceptsBroken(mended, 'x')).resolves.toBe(false);
  });

  it.each([{ type: 'string' }, { type: 'integer' }, { enum: ['a'] }])(
    'is told that "nullable" allows no null: %j',
    async (schema) => {
      const nullable = { ...schema, nullable: true };
      const [{ pointer } = { pointer: undefined }] = schemaWarnings(nullable);
      expect(pointer).toBe('/nullable');
      expect(await acceptsBroken(nullable, null)).toBe(false);
      expect(schemaWarnings({ ...schema, nullable: false })).toEqual([]);
    },
  );

  it('is told which type to add to what servers drop without one', () => {
    const schema = {
      anyOf: [{ pattern: 'a' }, { minimum: 1 }, { minProperties: 1 }, { minItems: 1 }],
    };
    expect(schemaWarnings(schema).map(({ message }) => message)).toEqual([
      'servers drop "pattern" where no "type" is given: add "type": "string"',
      'servers drop "minimum" where no "type" is given: add "type": "number"',
      'servers drop "minProperties" where no "type" is given: add "type": "object"',
      'servers drop "minItems" where no "type" is given: add "type": "array"',
    ]);
  });

  it.each([
    { name: 'n' },
    { propertys: {} },
    { $defs: {}, title: 'a' },
    { then: { type: 'integer' } },
    { not: false },
  ])('that says nothing is told of: %j', (schema) => {
    const message = 'no keyword here says anything of values, so that all JSON is allowed';
    expect(schemaWarnings(schema)).toEqual([{ pointer: '', message }]);
  });

  it.each([
    {},
    { type: 'string', then: { maxLength: 1 }, else: false },
    { type: 'string', if: { minLength: 1 } },
    { type: 'object', propertyNames: { maxLength: 3 }, dependentRequired: {} },
    { type: 'object', minProperties: 0, propertyNames: true },
  ])('is not warned of what says nothing: %j', (schema) => {
    expect(schemaWarnings(schema)).toEqual([]);
  });

  it('may come from anywhere', () => {
    const deep = Array.from({ length: 50_000 }).reduce<object>((items) => ({ items, not: {} }), {});
    expect(schemaWarnings(deep)).toHaveLength(100);
    const plain = Array.from({ length: 50_000 }).reduce<object>((items) => ({ items }), {});
    expect(schemaWarnings(plain)).toEqual([]);
    for (const odd of [true, null, 3, [], { properties: 3, $ref: 4, required: [5] }]) {
      expect(schemaWarnings(odd)).toEqual([]);
    }
  });
});
