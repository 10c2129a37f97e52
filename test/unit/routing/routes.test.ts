import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readRoutes, routesSchema } from '../../../src/routing/routes';
import { shippedRoutes } from '../../../src/routing/shippedRoutes';

const one = { name: 'SQL', description: 'databases' };
const other = { name: 'Python', description: 'scripts' };
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...one, name: `Category ${index}` }));

describe('categories', () => {
  it('are read with their shapes as constraints, and with thresholds', () => {
    const shapes = [
      [{ regex: 'a+' }, { kind: 'regex', pattern: 'a+' }],
      [{ choice: ['a', 'b'] }, { kind: 'choice', choices: ['a', 'b'] }],
      [{ json: { type: 'object' } }, { kind: 'json', schema: { type: 'object' } }],
      [{ grammar: 'root ::= "a"' }, { kind: 'grammar', source: 'root ::= "a"' }],
    ] as const;
    for (const [shape, constraint] of shapes) {
      const reading = readRoutes({ categories: [{ ...one, shape }, other] });
      expect(reading).toMatchObject({
        routes: {
          categories: [{ ...one, shape: constraint }, other],
          thresholds: { mass: 0.5, margin: 0.2 },
        },
      });
    }
    expect(readRoutes({ categories: [one, other], thresholds: { margin: 0.1 } })).toMatchObject({
      routes: { thresholds: { mass: 0.5, margin: 0.1 } },
    });
  });

  it.each<[string, unknown, string, readonly (string | number)[]]>([
    ['no object', 3, 'this must be an object with “categories”', []],
    ['nothing', {}, '“categories”, a list is missing', ['categories']],
    [
      'one category',
      { categories: [one] },
      'this must be a list of at least two categories',
      ['categories'],
    ],
    [
      'too many',
      { categories: many(51) },
      'this must be a list of at most 50 categories',
      ['categories'],
    ],
    [
      'a name twice',
      { categories: [one, other, { ...one, name: 'sql' }] },
      'the name “sql” is given twice',
      ['categories', 2, 'name'],
    ],
    [
      'no description',
      { categories: [one, { name: 'x' }] },
      '“description”, a text is missing',
      ['categories', 1, 'description'],
    ],
    [
      'a name of two lines',
      { categories: [one, { ...other, name: 'a\nb' }] },
      'this must be “name”, one line without blanks at its ends',
      ['categories', 1, 'name'],
    ],
    [
      'an empty name',
      { categories: [one, { ...other, name: '' }] },
      'this must be “name”, a text that is not empty',
      ['categories', 1, 'name'],
    ],
    [
      'what is not known',
      { categories: [one, { ...other, adaptor: 'x' }] },
      '“adaptor” is not known here',
      ['categories', 1],
    ],
    [
      'an adapter that is no name',
      { categories: [one, { ...other, adapter: 3 }] },
      'this must be “adapter”, a name',
      ['categories', 1, 'adapter'],
    ],
    [
      'two shapes',
      { categories: [one, { ...other, shape: { regex: 'a', choice: ['a'] } }] },
      'a shape is one of “regex”, “choice”, “json” and “grammar”',
      ['categories', 1, 'shape'],
    ],
    [
      'no shape',
      { categories: [one, { ...other, shape: {} }] },
      'a shape is one of “regex”, “choice”, “json” and “grammar”',
      ['categories', 1, 'shape'],
    ],
    [
      'a threshold over 1',
      { categories: [one, other], thresholds: { mass: 2 } },
      'this must be “mass”, a number from 0 to 1',
      ['thresholds', 'mass'],
    ],
  ])('are refused with %s, in one sentence', (_what, json, message, path) => {
    const reading = readRoutes(json);
    if (!('problems' in reading)) throw new Error('it was read');
    expect(reading.problems[0]).toEqual({ message, path });
  });

  it('are refused with a shape that is none, and the place in it', () => {
    const shape = { grammar: 'root ::= "a"\n  (' };
    const reading = readRoutes({ categories: [one, { ...other, shape }] });
    expect(reading).toMatchObject({
      problems: [
        {
          message: expect.stringMatching(/^the shape of “Python”: .+ \(its line \d/) as unknown,
          path: ['categories', 1, 'shape'],
        },
      ],
    });
  });

  it('that are shipped are sound', () => {
    const { thresholds, categories } = shippedRoutes;
    expect(readRoutes({ thresholds, categories })).toMatchObject({ routes: { categories } });
  });

  it('have a published schema that says what is read', () => {
    const path = join(import.meta.dirname, '../../../schemas/routes.schema.json');
    const published = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    expect(z.toJSONSchema(routesSchema, { io: 'input' })).toEqual(published);
  });

  it('have it at the place where people write them', () => {
    const path = join(import.meta.dirname, '../../../package.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      contributes: {
        jsonValidation: [
          { fileMatch: '/.trellis/routes.json', url: './schemas/routes.schema.json' },
        ],
      },
    });
  });
});
