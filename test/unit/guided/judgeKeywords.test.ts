/** Keywords that change each other, and properties that are called as every object's members are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { readJsonSchema } from '../../../src/guided/jsonSchema';
import { createConstraintMatcher } from '../../../src/guided/constraintMatcher';
import type { Match } from '../../../src/guided/match';
import { createSampler } from '../../../src/guided/sampler';
import { createByteCompiler, cacheCompiled } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { satisfies } from '../../support/satisfies';

const compiler = createByteCompiler(loadXGrammar()).then(cacheCompiled);

const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', 'a', 'b'];
const name = fc.constantFrom(...names);

/** An object as `JSON.parse` makes it: `__proto__` is a member like others. */
function objectOf(members: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(members);
}

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<unknown>(0, 1, 2, -1, 1.5, '', 'a', 'ab', 'b', true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map(objectOf),
  ),
}));

const count = fc.nat({ max: 3 });
const { schema } = fc.letrec<{ schema: unknown; named: unknown; list: unknown[] }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(true, false, {}),
    fc.record(
      {
        type: fc.constantFrom('object', 'array', 'string', 'integer', 'number', 'null', 'boolean'),
      },
      { requiredKeys: [] },
    ),
    fc.record({ const: value }),
    fc.record({ enum: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record(
      {
        properties: tie('named'),
        patternProperties: fc
          .array(fc.tuple(fc.constantFrom('^a', 'o', '^[_t]'), tie('schema')), { maxLength: 2 })
          .map(objectOf),
        additionalProperties: tie('schema'),
        unevaluatedProperties: tie('schema'),
        propertyNames: fc.constantFrom<unknown>(
          { maxLength: 8 },
          { enum: names.slice(0, 5) },
          true,
        ),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        minProperties: count,
        maxProperties: count,
        dependentRequired: fc
          .array(fc.tuple(name, fc.uniqueArray(name, { maxLength: 2 })), { maxLength: 1 })
          .map(objectOf),
        dependentSchemas: tie('named'),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        prefixItems: tie('list'),
        items: tie('schema'),
        contains: tie('schema'),
        minContains: count,
        maxContains: count,
        unevaluatedItems: tie('schema'),
        uniqueItems: fc.boolean(),
        minItems: count,
        maxItems: count,
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        allOf: tie('list'),
        anyOf: tie('list'),
        oneOf: tie('list'),
        not: tie('schema'),
        if: tie('schema'),
        then: tie('schema'),
        else: tie('schema'),
        properties: tie('named'),
        unevaluatedProperties: tie('schema'),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      { minimum: fc.integer({ min: -2, max: 2 }), maximum: fc.integer({ min: -2, max: 2 }) },
      { requiredKeys: [] },
    ),
    fc.record(
      { minLength: count, maxLength: count, pattern: fc.constantFrom('^a', 'b$', '') },
      { requiredKeys: [] },
    ),
  ),
  named: fc.array(fc.tuple(name, tie('schema')), { maxLength: 3 }).map(objectOf),
  list: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
}));

describe('a JSON text', () => {
  it('is judged as another reading of JSON Schema does, and no beginning of it is a mismatch', async () => {
    const made = await compiler;
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(
        schema,
        fc.array(value, { minLength: 4, maxLength: 4 }),
        async (shape, some) => {
          const judge = await createConstraintMatcher(made, { kind: 'json', schema: shape });
          for (const each of some) {
            const text = JSON.stringify(each);
            const { match } = judge.match(text, 'ended');
            if (match === 'unchecked') continue;
            judged++;
            const valid = satisfies(JSON.parse(text), JSON.parse(JSON.stringify(shape)));
            expect([text, match]).toEqual([text, valid ? 'complete' : 'mismatch']);
            if (!valid) continue;
            for (let length = 1; length < text.length; length++) {
              const start = text.slice(0, length);
              expect([start, judge.match(start, 'open').match]).not.toEqual([start, 'mismatch']);
            }
          }
          judge.dispose();
        },
      ),
      { numRuns: 100 },
    );
    expect(judged).toBeGreaterThan(100);
  });

  const proto = JSON.parse('{"__proto__": 1}') as unknown;
  it.each<[unknown, unknown, Match['match']]>([
    [{ required: ['constructor'] }, {}, 'mismatch'],
    [{ required: ['__proto__'] }, {}, 'mismatch'],
    [{ required: ['__proto__'] }, proto, 'complete'],
    [{ properties: { toString: { type: 'string' } } }, {}, 'complete'],
    [{ properties: { toString: { type: 'string' } } }, { toString: 1 }, 'mismatch'],
    [{ dependentRequired: { valueOf: ['a'] } }, {}, 'complete'],
    [{ additionalProperties: false, properties: { valueOf: true } }, { valueOf: 1 }, 'complete'],
    [{ additionalProperties: false }, proto, 'mismatch'],
    [{ const: { toString: 1 } }, { toString: 1 }, 'complete'],
    [{ const: { toString: 1 } }, { toString: 2 }, 'mismatch'],
    [{ enum: [{ valueOf: [] }] }, { valueOf: [] }, 'complete'],
    [{ const: {} }, proto, 'mismatch'],
    [{ uniqueItems: true }, [{ constructor: 1 }, { constructor: 1 }], 'mismatch'],
    [{ prefixItems: [{ type: 'string' }], contains: { type: 'string' } }, [], 'mismatch'],
    [{ prefixItems: [true], contains: true, minContains: 2 }, [1], 'mismatch'],
    [{ contains: { type: 'null' }, minContains: 0, maxContains: 1 }, [null, null], 'mismatch'],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{}], contains: { const: 1 } },
      [],
      'mismatch',
    ],
    ...['constructor', '__proto__'].flatMap((own): [unknown, unknown, Match['match']][] => {
      const named = objectOf([[own, []]]);
      const seen = (pattern: string): unknown => ({
        properties: { 'props0 = {}': false },
        patternProperties: { [pattern]: true },
        anyOf: [{ patternProperties: { '^a': true } }],
        unevaluatedProperties: { minItems: 1 },
      });
      return [
        [seen('^x'), named, 'mismatch'],
        [seen('^c|^_'), named, 'complete'],
        [seen('^c|^_'), { 'props0 = {}': 1 }, 'mismatch'],
      ];
    }),
    [{ const: 0 }, -0, 'complete'],
    // What the judge behind this drops is not judged.
    [{ properties: JSON.parse('{"__proto__": false}') as unknown }, {}, 'unchecked'],
    [{ contains: true, unevaluatedItems: false }, [1], 'unchecked'],
  ])('under %j: %j', async (schema, value, expected) => {
    const judge = await createConstraintMatcher(await compiler, { kind: 'json', schema });
    expect(judge.match(JSON.stringify(value), 'ended').match).toBe(expected);
  });

  it.each(names)('with a property called %s is written as it is judged', async (own) => {
    const part = objectOf([[own, { enum: [1, 2] }]]);
    const shapes: readonly unknown[] = [
      { properties: part, required: [own], additionalProperties: false },
      { properties: part, additionalProperties: { type: 'null' } },
      { allOf: [{ properties: part }, { required: [own] }] },
      { oneOf: [{ properties: part, required: [own] }, { type: 'integer' }] },
      { type: 'object', required: [own], additionalProperties: { type: 'boolean' } },
      { $ref: `#/$defs/${own}`, $defs: objectOf([[own, { const: objectOf([[own, 1]]) }]]) },
    ];
    for (const shape of shapes) {
      const { grammar } = readJsonSchema(shape);
      if (!grammar) continue;
      const sampler = createSampler(grammar, seededRandom(1));
      const judge = await createConstraintMatcher(await compiler, { kind: 'json', schema: shape });
      for (let time = 0; time < 8; time++) {
        const text = sampler.sample() ?? '';
        const isRef = JSON.stringify(shape).includes('$ref');
        expect([text, isRef || satisfies(JSON.parse(text), shape)]).toEqual([text, true]);
        const verdict = judge.match(text, 'ended').match;
        expect(own === '__proto__' ? ['complete', 'unchecked'] : ['complete']).toContain(verdict);
      }
      judge.dispose();
    }
  });

  it('that ends in minus zero is held against zero', async () => {
    const judge = await createConstraintMatcher(await compiler, {
      kind: 'json',
      schema: { enum: [[0, 1]] },
    });
    expect(judge.match('[-0, 1', 'open').match).toBe('legal-prefix');
  });

  it('that nests 100000 levels is not judged, nor by a schema that does', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const any = await createConstraintMatcher(await compiler, {
      kind: 'json',
      schema: { items: { $ref: '#' } },
    });
    for (const text of [deep, deep.slice(0, 100_000), `{"a":${deep}}`]) {
      expect(any.match(text, 'open')).toEqual({
        match: 'unchecked',
        reason: 'the text nests more than 256 levels deep',
      });
    }
    let schema: unknown = {};
    for (let level = 0; level < 100_000; level++) schema = { items: schema };
    const none = await createConstraintMatcher(await compiler, { kind: 'json', schema });
    expect(none.match('[]', 'open')).toEqual({
      match: 'unchecked',
      reason: 'the schema nests more than 256 levels deep',
    });
  });
});

describe('the pattern of a schema', () => {
  it.each([
    ['^\\W$', 'é', 'unchecked'],
    ['^\\W$', '—', 'complete'],
    ['^\\W$', 'a', 'mismatch'],
    ['^\\w+$', 'é', 'unchecked'],
    ['^\\w+$', 'é!', 'mismatch'],
    ['^\\w+$', 'abc', 'complete'],
    ['^\\d+$', '٣', 'unchecked'],
    ['^\\D$', '٣', 'unchecked'],
    ['^\\D$', 'é', 'complete'],
    ['^[^\\d]$', '٣', 'unchecked'],
    ['^[^\\w-]$', 'é', 'unchecked'],
    ['^[\\w-]+$', 'a-b', 'complete'],
    ['^[\\W_]$', 'é', 'unchecked'],
    ['^[\\s\\S]*$', 'é\u00a0', 'complete'],
    ['^[\\w\\W]$', 'é', 'complete'],
    ['^\\s$', '\u00a0', 'unchecked'],
    ['^\\S$', '\u00a0', 'unchecked'],
    ['^a.b$', 'a\nb', 'unchecked'],
    ['^a\\.b$', 'a\nb', 'mismatch'],
    ['^[.]$', '\n', 'mismatch'],
    ['^(?=é)\\w$', 'é', 'unchecked'],
    ['^\\p{L}$', 'é', 'complete'],
    ['^[^a]$', 'é', 'complete'],
  ])('is judged as every engine reads it: %s of %j is %s', async (pattern, text, match) => {
    for (const schema of [{ pattern }, { not: { not: { pattern } } }, { anyOf: [{ pattern }] }]) {
      const judging = await createConstraintMatcher(await compiler, { kind: 'json', schema });
      expect(judging.match(JSON.stringify(text), 'ended').match).toBe(match);
      judging.dispose();
    }
  });

  it('tells why it is not checked, and does not where it decides nothing', async () => {
    const schema = { properties: { a: { pattern: '\\W' }, b: { type: 'number' } } };
    const judging = await createConstraintMatcher(await compiler, { kind: 'json', schema });
    expect(judging.match('{"a": "é"}', 'ended')).toMatchObject({
      match: 'unchecked',
      reason: expect.stringContaining('engines read `\\W` differently beyond ASCII') as unknown,
    });
    expect(judging.match('{"a": "é", "b": "x"}', 'ended').match).toBe('mismatch');
    expect(judging.match('{"a": "!"}', 'ended').match).toBe('complete');
    expect(judging.match('{"a": "é", "b": ', 'open').match).toBe('unchecked');
  });
});
