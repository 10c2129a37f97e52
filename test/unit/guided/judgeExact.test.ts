/** A schema that came as text, and an answer, are held against each other as they are written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteCompiler, cacheCompiled } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { matchConstraint } from '../../support/matchConstraint';

const compiler = createByteCompiler(loadXGrammar()).then(cacheCompiled);

async function verdict(schema: unknown, text: string, ending: 'open' | 'ended'): Promise<string> {
  return (await matchConstraint(await compiler, { kind: 'json', schema }, text, ending)).match;
}

const long = '9223372036854775807';

describe('a schema as text', () => {
  it.each([
    [`{"maximum": ${long}}`, long, '9223372036854775808'],
    [`{"exclusiveMaximum": ${long}}`, '9223372036854775806', long],
    [`{"minimum": ${long}}`, long, '9223372036854775806'],
    [`{"exclusiveMinimum": ${long}}`, '9223372036854775808.5', long],
    [`{"maxLength": ${long}, "minLength": 1}`, '"a"', '""'],
    [`{"items": {"type": "integer"}, "maxItems": ${long}}`, '[1]', '["a"]'],
    [`{"maxProperties": 1e400, "minProperties": 1}`, '{"a": 1}', '{}'],
    [`{"minItems": ${long}, "type": ["array", "null"]}`, 'null', '[1]'],
    [`{"const": ${long}}`, `${long}.0`, '9223372036854775808'],
    [`{"enum": [1, ${long}]}`, long, '9223372036854775806'],
    [`{"enum": [{"a": [${long}]}]}`, `{"a": [${long}]}`, '{"a": [9223372036854775808]}'],
    [`{"multipleOf": 3}`, '9007199254740993', '9007199254740994'],
    [`{"multipleOf": 0.1}`, '0.3', '0.35'],
    [`{"type": "integer"}`, long, `${long}.5`],
    [`{"type": "integer"}`, '1e400', '1e-400'],
    [`{"type": "number"}`, '1e400', '"1e400"'],
    [`{"type": "object"}`, `{"a": ${long}}`, long],
    [`{"maximum": 1e400}`, '1e399', '1e401'],
    [`{"const": -0}`, '0', '0.0000000000000000000000001'],
    [`{"uniqueItems": true}`, `[${long}, 9223372036854775808]`, `[${long}, ${long}]`],
    [
      `{"$defs": {"big": {"minimum": ${long}}}, "items": {"$ref": "#/$defs/big"}}`,
      `[${long}]`,
      '[1]',
    ],
    [
      `{"components": {"big": {"type": "integer", "minimum": ${long}}}, "items": {"$ref": "#/components/big"}}`,
      `[${long}]`,
      `[${long}.5]`,
    ],
    ['{"properties": {"type": {"type": "string"}}}', '{"type": "a"}', '{"type": 1}'],
    // OpenAPI's keyword, which no server follows.
    ['{"type": "string", "nullable": true}', '"a"', 'null'],
    ['{"type": ["string", "null"], "nullable": false}', 'null', '1'],
    ['{"nullable": true, "enum": ["a"]}', '"a"', 'null'],
    ['{"properties": {"nullable": {"type": "string"}}}', '{"nullable": "a"}', '{"nullable": null}'],
    // A server reads the last of two, too.
    ['{"type": "string", "type": "integer"}', '1', '"a"'],
    // Of an answer, readers take the one or the other.
    ['{"properties": {"a": {"type": "integer"}}}', '{"a": 1, "a": 2}', '{"a": "x", "a": 1}'],
  ])('%s is kept by %s and not by %s', async (schema, good, bad) => {
    expect([await verdict(schema, good, 'ended'), await verdict(schema, bad, 'ended')]).toEqual([
      'complete',
      'mismatch',
    ]);
  });

  it.each([
    [`{"items": {"maximum": ${long}}}`, `[${long}, `, '[9223372036854775808, '],
    [`{"const": ${long}}`, '92233720368547758', '92233720368547759'],
    [`{"items": {"const": 12}}`, '[1', '[2'],
    [
      '{"items": {"properties": {"a": {"type": "integer"}}}}',
      '[{"a": 1, "a": 2}',
      '[{"a": "x", "a": 1}',
    ],
  ])('%s may become of %s and not of %s', async (schema, good, bad) => {
    expect([await verdict(schema, good, 'open'), await verdict(schema, bad, 'open')]).toEqual([
      'legal-prefix',
      'mismatch',
    ]);
  });

  it('that is no JSON leaves a text unchecked', async () => {
    expect(await verdict('{"type": }', '1', 'ended')).toBe('unchecked');
    expect(await verdict('{"type": "objekt"}', '1', 'ended')).toBe('unchecked');
  });

  it('bounds integers of any length as they are written', async () => {
    const near = fc.bigInt({ min: -3n, max: 3n });
    const center = fc.constantFrom(0n, 2n ** 53n, 2n ** 63n, -(2n ** 63n), 10n ** 30n);
    const keyword = fc.constantFrom(
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'const',
    );
    await fc.assert(
      fc.asyncProperty(keyword, center, near, near, async (name, middle, one, other) => {
        const [limit, value] = [middle + one, middle + other];
        const holds = {
          minimum: value >= limit,
          maximum: value <= limit,
          exclusiveMinimum: value > limit,
          exclusiveMaximum: value < limit,
          const: value === limit,
        }[name];
        const schema = `{"type": "integer", "${name}": ${limit}}`;
        expect([schema, value, await verdict(schema, String(value), 'ended')]).toEqual([
          schema,
          value,
          holds ? 'complete' : 'mismatch',
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
