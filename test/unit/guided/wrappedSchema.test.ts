/** What is given where a schema is wanted is taken for the schema that it holds. */
import { describe, expect, it } from 'vitest';
import type { Constraint } from '../../../src/guided/constraint';
import { unwrapConstraint } from '../../../src/guided/wrappedSchema';

const schema = { type: 'integer' };
const text = '{"maximum": 9223372036854775807}';

describe('a schema that is held', () => {
  it.each<[string, unknown, unknown]>([
    ['in a strict one', { name: 'a', strict: true, schema }, schema],
    ['in the fields of a tool', { name: 'a', output_schema: schema }, schema],
    ['as a text', { name: 'a', strict: true, schema: text }, text],
    ['as a text in a field for it', { guided_json: text }, text],
    ['as a text in a text', JSON.stringify({ name: 'a', schema: text }), text],
    ['in a text', `{"name": "a", "schema": ${text}}`, text],
  ])('%s is taken, and that is told', (_where, given, taken) => {
    const { constraint, told } = unwrapConstraint({ kind: 'json', schema: given });
    expect(constraint).toEqual({ kind: 'json', schema: taken });
    expect(told).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['a text that is no schema', { name: 'a', schema: 'see below' }],
    ['a schema with such a property', { properties: { schema } }],
  ])('is not found in %s', (_what, given) => {
    const { constraint, told } = unwrapConstraint({ kind: 'json', schema: given });
    expect([constraint, told]).toEqual([{ kind: 'json', schema: given }, []]);
  });
});

const mark = '\ufeff';

it.each<[Constraint, Constraint]>([
  [
    { kind: 'grammar', source: `${mark}root ::= "a"` },
    { kind: 'grammar', source: 'root ::= "a"' },
  ],
  [
    { kind: 'json', schema: `${mark}${text}` },
    { kind: 'json', schema: text },
  ],
  [
    {
      kind: 'structuralTag',
      triggers: ['<'],
      tags: [{ begin: '<a>', schema: `${mark}${text}`, end: '</a>' }],
    },
    { kind: 'structuralTag', triggers: ['<'], tags: [{ begin: '<a>', schema: text, end: '</a>' }] },
  ],
])('a byte order mark in front of %j is no part of it', (given, taken) => {
  expect(unwrapConstraint(given)).toEqual({ constraint: taken, told: [] });
});
