/** Every completed answer has the shape that was asked for, judged by anything but XGrammar. */
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { readEbnf } from '../../../src/guided/ebnf';
import { complete, post } from '../../support/engineClient';
import { recognises } from '../../support/recognise';
import { startTestEngine } from '../../support/testEngine';

let engine: Engine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.close());

type Judge = (text: string) => boolean;

const byRegex = (pattern: string): Judge => {
  const judge = new RegExp(`^(?:${pattern})$`, 'u');
  return (text) => judge.test(text);
};

const bySchema = (schema: object): Judge => {
  const validate = new Ajv2020({ strict: false }).compile(schema);
  return (text) => validate(JSON.parse(text));
};

const byGrammar = (source: string): Judge => {
  const { grammar } = readEbnf(source);
  if (grammar === undefined) throw new Error('the grammar of this test is wrong');
  return (text) => recognises(grammar, text);
};

const patterns = [
  '[a-z]{3}-\\d+',
  '(?:import|export) \\w{1,12};',
  '[à-ÿ]{2,4}(?:€|😀)?',
  '.{5,20}!',
];

const schemas = [
  {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 12 },
      size: { type: 'integer', minimum: -7, maximum: 1_000 },
      ratio: { type: 'number', minimum: 0, maximum: 1 },
      kind: { enum: ['file', 'folder', null] },
      tags: { type: 'array', items: { type: 'string', maxLength: 6 }, maxItems: 3 },
    },
    required: ['name', 'size', 'kind'],
    additionalProperties: false,
  },
  { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, minItems: 1, maxItems: 4 },
];

const call = `root ::= name "(" (argument (", " argument){0,3})? ")" ";"
argument ::= name | [0-9]{1,3} | "\\"" [^"\\\\\\n]{0,8} "\\""
name ::= [a-z_] [a-z_0-9]{0,8}
`;

const nested = 'root ::= "(" [^()\\n]{0,3} root? [^()\\n]{0,3} ")"\n';

const objectSchema = { type: 'object' };

const cases: readonly (readonly [name: string, fields: object, judge: Judge])[] = [
  ...patterns.flatMap((regex): readonly [string, object, Judge][] => [
    [`regex ${regex}`, { structured_outputs: { regex } }, byRegex(regex)],
    [`guided_regex ${regex}`, { guided_regex: regex }, byRegex(regex)],
  ]),
  [
    'choice',
    { structured_outputs: { choice: ['red', 'green\n', '"blue"'] } },
    byRegex('red|green\\n|"blue"'),
  ],
  ['guided_choice', { guided_choice: ['yes', 'no'] }, byRegex('yes|no')],
  ...schemas.flatMap((json, index): readonly [string, object, Judge][] => [
    [`schema ${index}`, { structured_outputs: { json } }, bySchema(json)],
    [
      `schema ${index} as text`,
      { structured_outputs: { json: JSON.stringify(json) } },
      bySchema(json),
    ],
    [`guided_json ${index}`, { guided_json: json }, bySchema(json)],
    [
      `response_format ${index}`,
      { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: json } } },
      bySchema(json),
    ],
  ]),
  ['json_object', { structured_outputs: { json_object: true } }, bySchema(objectSchema)],
  [
    'response_format json_object',
    { response_format: { type: 'json_object' } },
    bySchema(objectSchema),
  ],
  ['grammar of calls', { structured_outputs: { grammar: call } }, byGrammar(call)],
  ['guided_grammar of calls', { guided_grammar: call }, byGrammar(call)],
  ['grammar that nests', { structured_outputs: { grammar: nested } }, byGrammar(nested)],
];

describe('a constraint', () => {
  it.each(cases)('%s shapes every completed answer', async (_name, fields, judge) => {
    let completed = 0;
    for (const [seed, temperature] of [
      [1, 0],
      [2, 0.7],
      [3, 1],
      [4, 2],
    ]) {
      const n = temperature === 0 ? 1 : 3;
      const { choices } = await complete(engine, {
        prompt: 'export function serialise(value) {\n  return ',
        max_tokens: 250,
        seed,
        temperature,
        n,
        ...fields,
      });
      for (const { text, finish_reason: reason } of choices) {
        if (reason !== 'stop') continue;
        completed++;
        expect([text, judge(text)]).toEqual([text, true]);
      }
    }
    expect(completed).toBeGreaterThan(4);
  });

  it('leaves a legal beginning where max_tokens cuts it', async () => {
    const { choices } = await complete(engine, {
      prompt: 'x',
      max_tokens: 3,
      seed: 1,
      structured_outputs: { regex: '[ab]{50}' },
    });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(choices[0]?.text).toMatch(/^[ab]{1,49}$/);
  });

  it('writes the same text again for the same seed, and streams what it does not stream', async () => {
    const body = {
      prompt: 'const ',
      max_tokens: 80,
      seed: 7,
      temperature: 1,
      structured_outputs: { regex: '[a-z]{5,30}( [a-z]{1,9}){3}' },
    };
    const [first, second] = [await complete(engine, body), await complete(engine, body)];
    expect(second.choices[0]?.text).toBe(first.choices[0]?.text);
    const streamed = await (
      await post(engine, '/v1/completions', { ...body, stream: true })
    ).text();
    const pieces = [...streamed.matchAll(/^data: (\{.*)$/gm)].map(
      ([, data]) => (JSON.parse(data ?? '') as typeof first).choices[0]?.text ?? '',
    );
    expect(pieces.join('')).toBe(first.choices[0]?.text);
  });

  it('holds in chat, with log-probabilities of what was really written', async () => {
    const response = await post(engine, '/v1/chat/completions', {
      messages: [{ role: 'user', content: 'Which?' }],
      max_tokens: 20,
      logprobs: true,
      top_logprobs: 2,
      structured_outputs: { choice: ['alpha', 'beta'] },
    });
    const [choice] = ((await response.json()) as { choices: ChatChoice[] }).choices;
    expect(choice?.message.content).toMatch(/^(?:alpha|beta)$/);
    const tokens = choice?.logprobs.content ?? [];
    const text = tokens
      .slice(0, -1)
      .map(({ token }) => token)
      .join('');
    expect(text).toBe(choice?.message.content);
    for (const { logprob } of tokens) expect(logprob).toBeLessThanOrEqual(0);
  });

  it('stops at a stop string before it is complete', async () => {
    const { choices } = await complete(engine, {
      prompt: 'x',
      max_tokens: 50,
      stop: ['b'],
      structured_outputs: { grammar: 'root ::= "aaa" "bbb"' },
    });
    expect(choices[0]).toMatchObject({ text: 'aaa', finish_reason: 'stop', stop_reason: 'b' });
  });
});

interface ChatChoice {
  readonly message: { readonly content: string };
  readonly logprobs: { readonly content: readonly { token: string; logprob: number }[] };
}
