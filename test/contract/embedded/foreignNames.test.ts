/** Names that every JavaScript object has, and bodies without measure, are bodies like any other. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { startTestEngine } from '../../support/testEngine';

const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then'];
const chat = '/v1/chat/completions';
const completions = '/v1/completions';

let engine: Engine;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-names-'));
  await writeFile(join(folder, 'a.js'), 'const harvest = gather(rows);\n');
  const flags = { toolCallParser: 'hermes', autoToolChoice: 'on' } as const;
  engine = await startTestEngine({ folders: [folder], flags });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function ask(path: string, body: string) {
  const response = await fetch(new URL(path, engine.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const answer = (text: string): string =>
  (JSON.parse(text) as { choices: [{ text: string }] }).choices[0].text;

const internal = /call stack|is not a function|Cannot read|TypeError|RangeError|\[native code\]/;

describe.each(names)('the name %s', (name) => {
  const key = JSON.stringify(name);
  const member = `{${key}:{"type":"string","pattern":"a"}}`;
  const shaped = (json: string): Promise<{ status: number; text: string }> =>
    ask(completions, `{"prompt":"a","max_tokens":60,"structured_outputs":{"json":${json}}}`);

  it('is a property of a schema', async () => {
    const { status, text } = await shaped(
      `{"type":"object","properties":${member},"required":[${key}],"additionalProperties":false}`,
    );
    expect([status, text]).toEqual([200, text]);
    const keys = Object.keys(JSON.parse(answer(text)) as object);
    expect(keys).toEqual([name]);
  });

  it('is a definition where there is one, and none where there is none', async () => {
    const found = await shaped(`{"$ref":"#/$defs/${name}","$defs":${member}}`);
    expect([found.status, answer(found.text)]).toEqual([200, '"a"']);
    expect((await shaped(`{"$ref":"#/$defs/${name}","$defs":{}}`)).status).toBe(400);
  });

  it.each([`{"type":${key}}`, `{"type":"string","format":${key}}`])(
    'is nothing that a schema knows: %s',
    async (json) => {
      const { status, text } = await shaped(json);
      expect([status, internal.test(text)]).toEqual([400, false]);
    },
  );

  it('is a tool', async () => {
    const tool = `{"type":"function","function":{"name":${key},"parameters":{"const":{}}}}`;
    const named = `{"type":"function","function":{"name":${key}}}`;
    const head = '{"messages":[{"role":"user","content":"a"}],"max_tokens":80,"tools"';
    const called = await ask(chat, `${head}:[${tool}],"tool_choice":${named}}`);
    // Cut short, a call stands in the content.
    expect([called.status, called.text]).toEqual([
      200,
      expect.stringMatching(`name[\\\\": ]+${name}`),
    ]);
    const other = tool.replace(key, '"other"');
    const missing = await ask(chat, `${head}:[${other}],"tool_choice":${named}}`);
    expect(missing.status).toBe(400);
  });

  it('is no model until an adapter has it', async () => {
    const completion = `{"prompt":"a","model":${key},"max_tokens":1}`;
    const unload = `{"lora_name":${key}}`;
    const load = `{"lora_name":${key},"lora_path":${JSON.stringify(folder)}}`;
    expect((await ask(completions, completion)).status).toBe(404);
    expect((await ask('/v1/unload_lora_adapter', unload)).status).toBe(404);
    expect((await ask('/v1/load_lora_adapter', load)).status).toBe(200);
    expect((await ask(completions, completion)).status).toBe(200);
    expect((await ask('/v1/unload_lora_adapter', unload)).status).toBe(200);
    expect((await ask(completions, completion)).status).toBe(404);
  });

  it.each([
    `{"prompt":"a","max_tokens":1,${key}:{"a":1}}`,
    `{"prompt":"a","max_tokens":1,"metadata":{${key}:1}}`,
    `{"prompt":"a","max_tokens":1,"logit_bias":{${key}:1}}`,
    `{"prompt":"a","max_tokens":1,"stream_options":{${key}:1}}`,
    `{"prompt":"a","max_tokens":1,"structured_outputs":{${key}:1}}`,
    `{"messages":[{"role":${key},"content":"a"}],"max_tokens":1}`,
    `{"messages":[{"role":"user","content":[{"type":${key},${key}:"a"}]}],"max_tokens":1}`,
    `{"messages":[{"role":"user","content":"a"}],"max_tokens":1,"response_format":{"type":${key}}}`,
    `{"messages":[{"role":"user","content":"a"}],"max_tokens":1,"chat_template_kwargs":{${key}:1}}`,
  ])('does no harm in %s', async (body) => {
    const { status, text } = await ask(body.includes('messages') ? chat : completions, body);
    expect([200, 400]).toContain(status);
    expect(text).not.toMatch(internal);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + '1' + close.repeat(depth);

describe('a body without measure', () => {
  it.each([
    [800, 'lists', nested('[', ']', 800)],
    [800, 'objects', nested('{"a":', '}', 800)],
    [800, 'schemas', nested('{"items":', '}', 800)],
    [800, 'choices', nested('{"anyOf":[', ']}', 800)],
    [100_000, 'lists', nested('[', ']', 100_000)],
    [100_000, 'objects', nested('{"a":', '}', 100_000)],
    [100_000, 'unclosed objects', '{"a":'.repeat(100_000)],
  ])('%i levels deep gets an answer wherever it stands: %s', async (_depth, _what, value) => {
    const bodies = [
      [completions, value],
      ...['prompt', 'stop', 'logit_bias', 'structured_outputs', 'response_format', 'metadata'].map(
        (field) => [completions, `{"prompt":"a","max_tokens":1,"${field}":${value}}`],
      ),
      [completions, `{"prompt":"a","max_tokens":1,"structured_outputs":{"json":${value}}}`],
      [chat, `{"messages":${value},"max_tokens":1}`],
      [chat, `{"messages":[{"role":"user","content":${value}}],"max_tokens":1}`],
      ['/tokenize', `{"messages":${value}}`],
      ['/detokenize', `{"tokens":${value}}`],
      ['/v1/load_lora_adapter', `{"lora_name":${value},"lora_path":"a"}`],
    ] as const;
    for (const [path = '', body = ''] of bodies) {
      const { status, text } = await ask(path, body);
      expect([path, status < 500 || text.includes('has no attribute')]).toEqual([path, true]);
      expect(text).not.toMatch(internal);
    }
  });

  it('with more members than any request has is refused before it is read', async () => {
    const wide = Array.from({ length: 100_001 }, (_, index) => `"k${index}":0`).join();
    const { status, text } = await ask(completions, `{"prompt":"a","metadata":{${wide}}}`);
    expect([status, text]).toEqual([413, expect.stringContaining('more than 100000 members')]);
    const long = await ask(completions, `{"prompt":[${'1,'.repeat(2_000_001)}1]}`);
    expect(long.status).toBe(413);
  });
});
