/** What the reader of schemas says of one is true, by a judge that shares nothing with it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonSchema } from '../../../src/guided/jsonSchema';
import { derive } from '../../support/derive';
import { satisfies } from '../../support/satisfies';

const scalar = fc.constantFrom<unknown>(0, 1, 2, -1, 1.5, '', 'a', 'ab', true, false, null);
const items = fc.array(scalar, { maxLength: 3 });
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), scalar, { maxKeys: 3 });
const values = fc.sample(
  fc.oneof(scalar, items, object, fc.array(fc.oneof(items, object), { maxLength: 2 })),
  { numRuns: 300, seed: 1 },
);

const count = fc.nat({ max: 3 });
const bound = fc.constantFrom(0, 1, 1.5, 2);
const types = ['object', 'array', 'string', 'integer', 'number', 'null', 'boolean'] as const;

const { schema } = fc.letrec<{ schema: unknown }>((tie) => {
  const some = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  const optional = { requiredKeys: [] };
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom<unknown>(true, false, {}, { $ref: '#' }),
      fc.record({ type: fc.constantFrom(...types) }),
      fc.record({ enum: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
      fc.record(
        { type: fc.constantFrom('integer', 'number'), minimum: bound, exclusiveMaximum: bound },
        optional,
      ),
      fc.record({ type: fc.constant('string'), minLength: count, maxLength: count }, optional),
      fc.record(
        {
          type: fc.constant('array'),
          prefixItems: some,
          items: tie('schema'),
          minItems: count,
          maxItems: count,
          minContains: count,
        },
        optional,
      ),
      fc.record(
        {
          type: fc.constant('object'),
          properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { maxKeys: 2 }),
          required: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
          additionalProperties: tie('schema'),
        },
        optional,
      ),
      fc.record({ anyOf: some }),
      fc.record({ oneOf: some }),
      fc.record({ allOf: some }),
      fc.record({ then: tie('schema'), type: fc.constantFrom(...types) }, optional),
      fc.record({ not: fc.constant(false), if: tie('schema') }, optional),
    ),
  };
});

/** What it says of the values that satisfy a schema, or that it cannot say. */
function said(shape: unknown): 'some' | 'none' | 'beyond' | 'malformed' {
  const { grammar, problems } = readJsonSchema(shape);
  if (grammar) return 'some';
  const [problem] = problems;
  if (problem?.beyondUs) return 'beyond';
  return problem?.message.startsWith('Unsatisfiable') ? 'none' : 'malformed';
}

describe('a schema', () => {
  it('that is said to allow nothing does, and a sound one is never called malformed', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(schema, (shape) => {
        const verdict = said(shape);
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
        if (verdict === 'malformed') expect(shape).toHaveProperty('minContains');
        // A reference to the whole has no end that this judge would find.
        if (verdict !== 'none' || JSON.stringify(shape).includes('$ref')) return;
        expect([shape, values.filter((value) => satisfies(value, shape))]).toEqual([shape, []]);
      }),
      { numRuns: 3_000 },
    );
    expect([...seen.keys()].sort()).toEqual(expect.arrayContaining(['beyond', 'none', 'some']));
  });

  it('has only texts written that satisfy it', () => {
    const numbers = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(schema, numbers, (shape, drawn) => {
        const { grammar } = readJsonSchema(shape);
        if (!grammar || JSON.stringify(shape).includes('$ref')) return;
        let at = 0;
        const text = derive(grammar, (count) => (drawn[at++ % drawn.length] ?? 0) % count);
        expect([shape, text, satisfies(JSON.parse(text), shape)]).toEqual([shape, text, true]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<readonly [shape: unknown, verdict: string, value: unknown]>([
    [{ type: 'array', prefixItems: [true, false] }, 'some', [1]],
    [{ prefixItems: [true, false] }, 'some', []],
    [{ type: 'array', prefixItems: [{ $ref: '#' }] }, 'some', []],
    [{ type: 'object', properties: { a: false } }, 'some', {}],
    [{ type: 'array', items: { oneOf: [true, true] } }, 'some', []],
    [{ anyOf: [false, { type: 'null' }] }, 'some', null],
    [
      { anyOf: [{ type: 'array', items: { $ref: '#' }, minItems: 1 }, { type: 'null' }] },
      'some',
      null,
    ],
    [{ type: 'integer', minimum: 1e20 }, 'beyond', 1e21],
    [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1e-9 }, 'beyond', 1e-10],
    [{ type: 'string', minLength: 20_000 }, 'beyond', 'a'.repeat(20_000)],
    [{ minItems: 3, maxItems: 2 }, 'beyond', 'a'],
    [{ then: { type: 'integer' } }, 'some', 'a'],
    [{ type: 'string', if: { minLength: 3 } }, 'some', 'a'],
    [{ type: 'number', maximum: 1e25 }, 'some', 3],
  ])('is not said to allow nothing while it allows something: %j', (shape, verdict, value) => {
    expect([said(shape), satisfies(value, shape)]).toEqual([verdict, true]);
  });

  it.each<readonly [shape: unknown, message: string]>([
    [{ oneOf: [true, true, false] }, 'what one schema of its oneOf allows another allows as well'],
    [
      { oneOf: [{ type: 'null' }, { type: 'null' }] },
      'what one schema of its oneOf allows another allows as well',
    ],
    [{ type: 'array', prefixItems: [true, false], minItems: 2 }, 'it is false'],
    [{ allOf: [true, false] }, 'it is false'],
    [
      { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 },
      'no number lies within its bounds',
    ],
  ])('%j allows nothing: %s', (shape, reason) => {
    expect(readJsonSchema(shape)).toEqual({
      problems: [{ message: `Unsatisfiable schema: ${reason}` }],
    });
    expect(values.filter((value) => satisfies(value, shape))).toEqual([]);
  });
});
