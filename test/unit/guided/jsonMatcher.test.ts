/** A JSON text that is cut short is held against its schema as far as it goes. */
import fc from 'fast-check';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { createConstraintMatcher } from '../../../src/guided/constraintMatcher';
import type { Match } from '../../../src/guided/match';
import { createByteCompiler, cacheCompiled } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { matchConstraint } from '../../support/matchConstraint';

const compiler = createByteCompiler(loadXGrammar()).then(cacheCompiled);

const judged = async (schema: unknown, text: string): Promise<Match> =>
  matchConstraint(await compiler, { kind: 'json', schema }, text);

const verdict = async (schema: unknown, text: string): Promise<string> =>
  (await judged(schema, text)).match;

const named = { type: 'object', properties: { a: { type: 'string' } } };
const closed = {
  properties: { name: { enum: ['Ada', 'Adam'] }, nested: { $ref: '#' } },
  additionalProperties: false,
};

describe('the beginning of a JSON text', () => {
  it.each([
    // What is closed is held against its part of the schema.
    [named, '{"a": 123, "b', 'mismatch'],
    [named, '{"a": "123", "b', 'legal-prefix'],
    [{ items: { items: { maximum: 3 } } }, '[[1, 2], [3, 4, 5', 'mismatch'],
    [{ items: { items: { maximum: 3 } } }, '[[1, 2], [3, 4', 'legal-prefix'],
    // What is open has begun a type.
    [{ type: 'object' }, '[1, 2', 'mismatch'],
    [{ type: 'array' }, '{"a', 'mismatch'],
    [{ type: 'string' }, '1', 'mismatch'],
    [{ type: 'string' }, ' ', 'legal-prefix'],
    [{ type: ['string', 'null'] }, 'nu', 'legal-prefix'],
    [{ type: ['string', 'null'] }, 'tr', 'mismatch'],
    [{ type: 'boolean' }, 'f', 'legal-prefix'],
    [named, '{"a": [', 'mismatch'],
    // A listed value begins so.
    [{ enum: ['abc', 'b'] }, '"zz', 'mismatch'],
    [{ enum: ['abc', 'b'] }, '"ab', 'legal-prefix'],
    [{ enum: ['a\nb'] }, '"a\\', 'legal-prefix'],
    [{ enum: ['é'] }, '"\\u00', 'legal-prefix'],
    [{ const: [1, { deep: 'x' }] }, '[1, {"de', 'legal-prefix'],
    [{ const: [1, { deep: 'x' }] }, '[1, {"deep": "y', 'mismatch'],
    [{ const: [1, { deep: 'x' }] }, '[2, ', 'mismatch'],
    [{ enum: [15, 0] }, '1', 'legal-prefix'],
    [{ enum: [15, 0] }, '0.0', 'complete'],
    [{ enum: [15, 0] }, '[', 'mismatch'],
    [{ enum: [15, 0] }, '2', 'mismatch'],
    [{ enum: [1500] }, '1.5', 'legal-prefix'],
    [{ enum: [true] }, 'fa', 'mismatch'],
    // Digits and an exponent may follow a number.
    [{ minimum: 100 }, '12', 'legal-prefix'],
    [{ maximum: 10 }, '123', 'legal-prefix'],
    [{ multipleOf: 0.5 }, '60.18', 'legal-prefix'],
    [{ items: { minimum: 100 } }, '[12', 'legal-prefix'],
    [{ items: { minimum: 100 } }, '[12,', 'mismatch'],
    [{ items: { minimum: 100 } }, '[12 ', 'mismatch'],
    [{ minimum: 100 }, '12 ', 'mismatch'],
    [{ minimum: 1 }, '-1', 'mismatch'],
    [{ minimum: 0 }, '-0', 'complete'],
    [{ exclusiveMaximum: 0 }, '-', 'legal-prefix'],
    [{ maximum: 0 }, '3', 'mismatch'],
    [{ type: 'integer' }, '1.5', 'legal-prefix'],
    // Counts that are passed stay passed.
    [{ maxItems: 2 }, '[1, 2', 'legal-prefix'],
    [{ maxItems: 2 }, '[1, 2, 3', 'mismatch'],
    [{ minItems: 2 }, '[1', 'legal-prefix'],
    [{ maxLength: 3 }, '"abc', 'legal-prefix'],
    [{ maxLength: 3 }, '"abcd', 'mismatch'],
    [{ uniqueItems: true }, '[1, 1, ', 'mismatch'],
    [{ uniqueItems: true }, '[1, 1', 'legal-prefix'],
    [{ maxProperties: 1 }, '{"a": 1, "b": 2, ', 'mismatch'],
    // Only these properties.
    [closed, '{"na', 'legal-prefix'],
    [closed, '{"nope', 'mismatch'],
    [closed, '{"other": ', 'mismatch'],
    [closed, '{"nested": {"nested": {"name": "Ad', 'legal-prefix'],
    [closed, '{"nested": {"nested": {"name": "Eve', 'mismatch'],
    [{ propertyNames: { maxLength: 2 } }, '{"abc": ', 'mismatch'],
    [{ patternProperties: { '^n': { type: 'number' } } }, '{"no": "', 'mismatch'],
    // One branch is enough, or all are needed.
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, '"', 'legal-prefix'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, '{', 'mismatch'],
    [{ oneOf: [{ enum: ['a'] }, { enum: ['b'] }] }, '"c', 'mismatch'],
    [{ allOf: [{ type: 'object' }, { required: ['a'] }] }, '{', 'legal-prefix'],
    [{ allOf: [{}, { type: 'string' }] }, '{', 'mismatch'],
    [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'string' } } }, '[', 'mismatch'],
    // What is not looked at while it is open cannot be wrong yet.
    [{ not: { type: 'object' } }, '{', 'legal-prefix'],
    [{ $ref: '#/$defs/self', $defs: { self: { $ref: '#/$defs/self' } } }, '{', 'unchecked'],
    [{ prefixItems: [{ type: 'string' }], items: false }, '["a", ', 'legal-prefix'],
    [{ prefixItems: [{ type: 'string' }], items: false }, '["a", 1', 'mismatch'],
    [{ properties: { a: false } }, '{"a": ', 'mismatch'],
  ])('under %j: %j', async (schema, text, expected) => {
    expect(await verdict(schema, text)).toBe(expected);
  });

  it('has the place of what is wrong', async () => {
    expect(await judged({ items: named }, '[{},\n {"a": 12, "')).toMatchObject({
      match: 'mismatch',
      line: 2,
      column: 8,
      because: '/1/a must be string',
    });
    const deep = { properties: { a: { items: { type: 'string' } } } };
    expect(await judged(deep, '{"a": ["x", ["y"')).toMatchObject({
      byte: 12,
      because: '/a/1 must be string',
    });
  });

  it('that has ended is not waited for', async () => {
    const constraint = { kind: 'json', schema: { minimum: 100 } } as const;
    expect(await matchConstraint(await compiler, constraint, '12', 'ended')).toMatchObject({
      match: 'mismatch',
      because: 'the value must be >= 100',
    });
  });

  it('may nest deeply', async () => {
    const text = '['.repeat(256);
    expect(await verdict({ items: { items: {} } }, text)).toBe('legal-prefix');
  });
});

describe('the dialect of a schema', () => {
  it.each([
    'http://json-schema.org/draft-06/schema#',
    'http://json-schema.org/draft-07/schema#',
    'http://json-schema.org/draft-07/schema',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ])('%s is known', async ($schema) => {
    const schema = { $schema, type: 'object', properties: { a: { type: 'integer' } } };
    expect(await verdict(schema, '{"a": 1}')).toBe('complete');
    expect(await verdict(schema, '{"a": "1"}')).toBe('mismatch');
    expect(await verdict(schema, '{"a": "1", ')).toBe('mismatch');
  });

  it('decides what its keywords mean', async () => {
    const pair = { items: [{ type: 'string' }, { type: 'number' }], additionalItems: false };
    const old = { ...pair, $schema: 'http://json-schema.org/draft-07/schema#' };
    expect(await verdict(old, '["a", 1]')).toBe('complete');
    expect(await verdict(old, '["a", "b')).toBe('mismatch');
    expect(await verdict(old, '["a", 1, 2')).toBe('mismatch');
  });

  it('that is not known is told', async () => {
    expect(await judged({ $schema: 'http://json-schema.org/draft-04/schema#' }, '1')).toEqual({
      match: 'unchecked',
      reason:
        'the schema uses a dialect that is not known here: http://json-schema.org/draft-04/schema#',
    });
  });
});

const leaf = fc.constantFrom<object>(
  {},
  { type: 'string', maxLength: 4 },
  { type: 'integer', minimum: -20, maximum: 500 },
  { type: 'number', exclusiveMinimum: 0 },
  { multipleOf: 0.5, type: 'number' },
  { enum: ['ab', 'é"', 12, -0.5, null, [1, 'x'], { k: true }] },
  { type: ['boolean', 'null'] },
  { const: { a: 'ab' } },
);
const schemas = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('schema'), maxItems: fc.nat(3) }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'ab', 'b'), tie('schema')),
      additionalProperties: fc.constantFrom<unknown>(true, false, { type: 'string' }),
    }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
  ),
})).schema;

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('ab', 'é"', 12, -0.5, 0, 7.5, null, true, [1, 'x'], { a: 'ab' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'ab', 'b', 'k'), tie('value')),
  ),
})).value;

describe('every beginning of a text that satisfies its schema', () => {
  it('is legal', async () => {
    const ajv = new Ajv2020({ strict: false });
    let satisfied = 0;
    await fc.assert(
      fc.asyncProperty(schemas, values, fc.nat(2), async (schema, value, indent) => {
        if (!ajv.validate(schema, value)) return;
        satisfied++;
        const text = JSON.stringify(value, null, indent);
        const judging = await createConstraintMatcher(await compiler, { kind: 'json', schema });
        for (let end = 0; end < text.length; end++) {
          const { match } = judging.match(text.slice(0, end), 'open');
          expect([text.slice(0, end), match]).not.toEqual([text.slice(0, end), 'mismatch']);
        }
        expect(judging.match(text, 'open')).toEqual({ match: 'complete' });
        judging.dispose();
      }),
      { numRuns: 60 },
    );
    expect(satisfied).toBeGreaterThan(8);
  });
});
