import { describe, expect, it } from 'vitest';
import { readConstraintArgument } from '../../../src/cli/generate/constraintArgument';
import { UsageError } from '../../../src/cli/usageError';
import { commandContext } from '../../support/commandLine';

const none = {
  regex: undefined,
  choice: [],
  'json-schema': undefined,
  grammar: undefined,
  'structural-tag': undefined,
};

function read(option: 'json-schema' | 'structural-tag', text: string) {
  const { context } = commandContext({ files: { f: text } });
  return readConstraintArgument({ ...none, [option]: 'f' }, context.files);
}

describe('a schema', () => {
  it.each([
    ['{"type": "objekt"}', 1, 2, 'Invalid type: objekt'],
    [
      '{\n  "properties": {\n    "a": { "type": "string" },\n    "b": { "items": { "type": "x" } }\n  }\n}',
      4,
      23,
      'Invalid type: x',
    ],
    ['{"anyOf": [\n{"type": "null"},\n{"type": 1}]}', 3, 2, 'Invalid type: 1'],
    ['{"$ref": "#/$defs/a",\n"$defs": {"a": {"type": "x"}}}', 2, 17, 'Invalid type: x'],
    ['{"type": "array", "minItems": 3,\n"maxItems": 2}', 1, 19, 'minItems (3) > maxItems (2)'],
    ['{"properties": {"a":\n{"$ref": "#/$defs/b"}}}', 2, 2, "Pointer '/$defs/b' does not exist"],
    ['\n{"type": "array", "minItems": 1, "items": false}', 2, 19, 'minItems (1) > items allowed'],
    ['[1]', 1, 1, 'A schema must be an object or a boolean'],
  ])('%j is wrong at a place of its own', async (text, line, column, message) => {
    const asked = await read('json-schema', text);
    expect(asked?.problems).toEqual([
      { message: expect.stringContaining(message) as string, line, column },
    ]);
    expect(asked?.warnings).toEqual([]);
  });

  it.each([
    ['{"a": }', 'f:1:7: this is not JSON: value expected'],
    ['{"a": 1,\n}', 'f:2:1: this is not JSON: property name expected'],
    ['{"a": 1} // b', 'f:1:10: this is not JSON: invalid comment token'],
    ['', 'f:1:1: this is not JSON: value expected'],
  ])('%j says where it stops being JSON', async (text, message) => {
    await expect(read('json-schema', text)).rejects.toThrow(message);
  });

  it.each([
    ['{"items":\n{"multipleOf": 2}}', 2, 'XGrammar drops "multipleOf"'],
    [
      '{"type": "string",\n "type": "integer"}',
      2,
      '"type" is repeated here; only the last one counts',
    ],
    [
      '{"$ref": "http://x/y"}',
      1,
      'XGrammar follows only references that start with "#/": this allows anything',
    ],
  ])('%j is sound, and warned of', async (text, line, message) => {
    const asked = await read('json-schema', text);
    expect(asked?.problems).toEqual([]);
    expect(asked?.warnings).toEqual([{ message, line, column: 2 }]);
  });
});

describe('a schema that leaves values of other types only', () => {
  it('is sound, and warned of', async () => {
    const asked = await read('json-schema', '{"items": false,\n"minItems": 1}');
    expect(asked?.problems).toEqual([]);
    const message =
      "a server's engine may not keep this: only values of types that its keywords do not mention satisfy it (minItems (1) > items allowed)";
    expect(asked?.warnings).toEqual([{ message, beyondUs: true, line: 1, column: 2 }]);
  });
});

describe('what holds a schema', () => {
  const inner = '{"type": "integer", "maximum": 9223372036854775807}';
  it.each([
    [`{"name": "n", "strict": true, "schema": ${inner}}`, '"schema"'],
    [
      `{"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": ${inner}}}`,
      '"json_schema", "schema"',
    ],
    [
      `{"response_format": {"type": "json_schema", "json_schema": {"schema": ${inner}}}}`,
      '"response_format", "json_schema", "schema"',
    ],
    [`{"format": {"type": "json_schema", "name": "n", "schema": ${inner}}}`, '"format", "schema"'],
    [
      `{"text": {"format": {"type": "json_schema", "schema": ${inner}}}}`,
      '"text", "format", "schema"',
    ],
    [`{"structured_outputs": {"json": ${inner}}}`, '"structured_outputs", "json"'],
    [
      `{"type": "function", "function": {"name": "f", "parameters": ${inner}}}`,
      '"function", "parameters"',
    ],
    [`{"name": "f", "input_schema": ${inner}}`, '"input_schema"'],
  ])('is told of, and what it holds is taken: %s', async (text, where) => {
    const asked = await read('json-schema', text);
    expect(asked?.constraint).toEqual({ kind: 'json', schema: inner });
    const message = `this is not a schema but contains one under ${where}, which is used`;
    expect(asked?.warnings[0]).toEqual({ message, line: 1, column: 1 });
  });

  it('has the problems of what it holds, in their places', async () => {
    const asked = await read('json-schema', '{"name": "n",\n"schema": {"type": "objekt"}}');
    expect(asked?.problems).toEqual([{ message: 'Invalid type: objekt', line: 2, column: 12 }]);
  });

  it.each([
    '{"type": "object", "properties": {"schema": {"type": "integer"}}}',
    '{"schema": {"type": "integer"}, "minimum": 3}',
    '{"format": "date", "schema": {}}',
    '{"$ref": "#/schema", "schema": {"type": "integer"}}',
    '{"name": "n"}',
  ])('is no schema itself: %s is one', async (text) => {
    const asked = await read('json-schema', text);
    expect(asked?.constraint).toEqual({ kind: 'json', schema: text });
  });

  it('is taken from the tags of a structural tag', async () => {
    const text = `{"triggers": ["<"], "tags": [{"begin": "<a>",\n"schema": {"schema": ${inner}}, "end": "</a>"}]}`;
    const asked = await read('structural-tag', text);
    expect(asked?.constraint).toMatchObject({ tags: [{ schema: inner }] });
    expect(asked?.warnings[0]).toMatchObject({ line: 2, column: 1 });
  });
});

const schema = { type: 'array' };
const tags = [{ begin: '<a>', schema, end: '</a>' }];
const constraint = {
  kind: 'structuralTag',
  triggers: ['<'],
  tags: [{ begin: '<a>', schema: JSON.stringify(schema), end: '</a>' }],
};
const content = { type: 'json_schema', json_schema: schema };
const tag = { type: 'tag', begin: '<a>', content, end: '</a>' };
const format = { type: 'triggered_tags', triggers: ['<'], tags: [tag] };
const triggered = { type: 'structural_tag', format };

describe('a structural tag', () => {
  it.each([
    ['as XGrammar has it', triggered],
    ['as vLLM had it first', { structures: tags, triggers: ['<'] }],
    ['so with its type', { type: 'structural_tag', structures: tags, triggers: ['<'] }],
    ['in the words of this project', { triggers: ['<'], tags }],
  ])('is read %s', async (_form, value) => {
    const asked = await read('structural-tag', JSON.stringify(value));
    expect(asked).toMatchObject({ constraint, problems: [] });
  });

  it.each([
    ['[]', '1:1: this must be an object with “format”'],
    ['{"triggers": ["<"],\n"tags": 1}', '2:1: this must be “tags”, a list of tags'],
    ['{"structures": []}', '1:1: “triggers”, a list of texts is missing'],
    [JSON.stringify({ format }), '1:1: “structural_tag” is missing'],
    [
      JSON.stringify({ ...triggered, format: { ...format, type: 'sequence' } }),
      '1:36: this must be “triggered_tags”',
    ],
    [
      JSON.stringify({ ...triggered, format: { ...format, at_least_one: true } }),
      'this must be false',
    ],
    [
      JSON.stringify({ ...triggered, format: { ...format, excludes: [] } }),
      '“excludes” cannot be sent to every server',
    ],
    [
      JSON.stringify({ ...triggered, format: { ...format, tags: [{ ...tag, end: ['a'] }] } }),
      'this must be “end”, one text',
    ],
    [
      JSON.stringify({ structures: [{ begin: 'a', schema, end: '' }], triggers: ['<'] }),
      'no trigger begins “a”',
    ],
  ])('%s is told what is wrong and where', async (text, message) => {
    await expect(read('structural-tag', text)).rejects.toThrow(message);
  });

  it('has its schemas looked at where they stand', async () => {
    const wrong = { ...tag, content: { ...content, json_schema: { type: 'x' } } };
    const value = { ...triggered, format: { ...format, tags: [tag, wrong] } };
    const text = JSON.stringify(value);
    const asked = await read('structural-tag', text);
    const column = text.indexOf('"type":"x"') + 1;
    expect(asked?.problems).toEqual([{ message: 'Invalid type: x', line: 1, column }]);
  });
});

describe('a file without measure', () => {
  it.each([
    ['deep', '{"items":'.repeat(100_000) + '{}' + '}'.repeat(100_000), 'nested deeper than 500'],
    ['deep and no JSON', '{"items":'.repeat(100_000), 'nested deeper than 500'],
    ['long', `{"title":"${'a'.repeat(3_000_000)}"}`, 'longer than 2097152 characters'],
  ])('that is %s is refused in a sentence', async (_what, text, words) => {
    for (const option of ['json-schema', 'structural-tag'] as const) {
      const reading = read(option, text);
      await expect(reading).rejects.toBeInstanceOf(UsageError);
      await expect(reading).rejects.toThrow(words);
    }
  });
});
