import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrapSchemas } from '../../../src/provider/vllm/constrained';
import { dialectOf } from '../../../src/provider/dialect';
import { encodeGuided } from '../../../src/provider/wire/guided';
import { parseRelease } from '../../../src/provider/release';

const newest = dialectOf(parseRelease('0.32.0'));
const old = dialectOf(parseRelease('0.10.2'));

const text =
  '{ "properties": {"2": {"maximum": 9223372036854775807}, "1": {"const": -0}},\n"a": 1e400}';

describe('a schema that came as text', () => {
  it('goes as that text, byte for byte', () => {
    const constraint = { kind: 'json', schema: text } as const;
    expect(encodeGuided(constraint, newest, 'chat')).toEqual({
      structured_outputs: { json: text },
    });
    expect(encodeGuided(constraint, old, 'chat')).toEqual({ guided_json: text });
  });

  it('stands in a structural tag as it came', () => {
    const tags = [
      { begin: '<a "b">', schema: text, end: '</a>' },
      { begin: '<b>', schema: { type: 'object' }, end: '</b>' },
    ];
    const constraint = { kind: 'structuralTag', triggers: ['<'], tags } as const;
    const sent =
      `{"type":"structural_tag","structures":[{"begin":"<a \\"b\\">","schema":${text},"end":"</a>"},` +
      `{"begin":"<b>","schema":{"type":"object"},"end":"</b>"}],"triggers":["<"]}`;
    expect(encodeGuided(constraint, newest, 'chat')).toEqual({
      structured_outputs: { structural_tag: sent },
    });
  });

  it('that came as a value goes as that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, begin) => {
        const schema = { const: value };
        const tags = [{ begin, schema, end: begin }];
        const constraint = { kind: 'structuralTag', triggers: [begin], tags } as const;
        const body = encodeGuided(constraint, old, 'chat');
        expect(body).toEqual(
          JSON.parse(
            JSON.stringify({
              response_format: { type: 'structural_tag', structures: tags, triggers: [begin] },
            }),
          ),
        );
      }),
    );
  });
});

describe('what holds a schema', () => {
  const held = '{"maximum": 9223372036854775807}';

  it.each([
    [`{"name": "n", "strict": true, "schema": ${held}}`, held],
    [{ type: 'json_schema', json_schema: { schema: { type: 'null' } } }, { type: 'null' }],
  ])('is told of, and what it holds is sent: %j', (schema, sent) => {
    const { constraint, problems } = unwrapSchemas({ kind: 'json', schema });
    expect(constraint).toEqual({ kind: 'json', schema: sent });
    expect(problems).toMatchObject([{ code: 'changed' }]);
  });

  it('is not looked for in other constraints, nor in a schema', () => {
    for (const guided of [
      { kind: 'regex', pattern: 'a' },
      { kind: 'json', schema: held },
      { kind: 'json', schema: { type: 'object', properties: { schema: {} } } },
    ] as const) {
      expect(unwrapSchemas(guided)).toEqual({ constraint: guided, problems: [] });
    }
  });
});
