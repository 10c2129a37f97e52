import { describe, expect, it } from 'vitest';
import type { Constraint } from '../../../src/guided/constraint';
import { createByteCompiler } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { matchConstraint } from '../../support/matchConstraint';

const compiler = createByteCompiler(loadXGrammar());

const person: Constraint = {
  kind: 'json',
  schema: {
    type: 'object',
    properties: { name: { type: 'string' }, ages: { type: 'array', items: { multipleOf: 2 } } },
    required: ['name'],
  },
};

const call: Constraint = {
  kind: 'structuralTag',
  triggers: ['```'],
  tags: [{ begin: '```json\n', schema: { type: 'object', required: ['a'] }, end: '\n```' }],
};

describe('the judge of JSON', () => {
  it.each([
    ['{"name": "Ada"}', { match: 'complete' }],
    // Padding is no mismatch, however much of it: a weak model may write nothing else.
    ['{ \n\n  "name"\t:"Ada" }\n', { match: 'complete' }],
    ['{"name": "A', { match: 'legal-prefix' }],
    ['{"name": "A\\u00', { match: 'legal-prefix' }],
    ['{"open": tru', { match: 'legal-prefix' }],
    ['{"name": tru', { match: 'mismatch', line: 1, column: 10 }],
    ['{"name": \n nope', { match: 'mismatch', line: 2, column: 3 }],
    ["{'name': 1}", { match: 'mismatch', line: 1, column: 2 }],
  ])('judges %j', async (text, expected) => {
    expect(await matchConstraint(await compiler, person, text)).toMatchObject(expected);
  });

  it('says what of the schema is not kept, and where', async () => {
    expect(
      await matchConstraint(await compiler, person, '{"name": "Ada",\n "ages": [2, 3]}'),
    ).toEqual({
      match: 'mismatch',
      byte: 29,
      line: 2,
      column: 14,
      because: '/ages/1 must be multiple of 2',
    });
    expect(await matchConstraint(await compiler, person, '{}')).toMatchObject({
      match: 'mismatch',
      because: "the value must have required property 'name'",
    });
  });

  it('does not judge by a schema that it cannot read', async () => {
    const broken: Constraint = { kind: 'json', schema: { type: 'nothing of the kind' } };
    expect(await matchConstraint(await compiler, broken, '1')).toMatchObject({
      match: 'unchecked',
    });
  });
});

describe('the judge of structural tags', () => {
  it.each([
    ['no tag at all, `a` only', 'complete'],
    ['see:\n```json\n{"a": 1}\n``` and\n```json\n{"a": "\\n```"}\n```', 'complete'],
    ['see:\n``', 'complete'],
    ['see:\n```js', 'legal-prefix'],
    ['see:\n```json\n{"a', 'legal-prefix'],
    ['see:\n```json\n{"a": 1}\n``', 'legal-prefix'],
    ['see:\n```json\n{"a": 1}', 'legal-prefix'],
    ['see:\n```python\nprint()\n```', 'mismatch'],
    ['see:\n```json\n{"b": 1}\n```', 'mismatch'],
    ['see:\n```json\n[1}\n```', 'mismatch'],
  ])('judges %j', async (text, expected) => {
    expect((await matchConstraint(await compiler, call, text)).match).toBe(expected);
  });

  it('counts lines and columns in the whole text', async () => {
    const text = 'see:\n```json\n{"a":\n  nope}\n```';
    expect(await matchConstraint(await compiler, call, text)).toMatchObject({
      byte: 22,
      line: 4,
      column: 4,
    });
  });
});
