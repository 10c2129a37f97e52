/** `trellis` against servers that answer oddly: what can be read is shown, what cannot is told, and ends with 3. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../../support/runCommands';
import { answering } from '../../support/scriptedChat';
import { startScriptedServer, type Script } from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-odd-'));
  await writeFile(join(folder, 'prefix'), 'const a = foo(');
});
afterAll(() => rm(folder, { recursive: true }));

async function against(script: Script, args: readonly string[]) {
  await using server = await startScriptedServer(scriptedVllm(script));
  const paths = args.map((arg) => (arg === 'prefix' ? join(folder, arg) : arg));
  return await runHere(paths, { env: { TRELLIS_BASE_URL: server.baseUrl.api } });
}

/** Says the same however it is asked. */
function saying(content: unknown, label?: string): Script {
  return ({ body }, response) => {
    const said = { text: content, delta: { content }, message: { content } };
    const answer = JSON.stringify({ choices: [{ index: 0, ...said, finish_reason: 'stop' }] });
    const { stream } = body as { readonly stream?: boolean };
    const text = stream === true ? `data: ${answer}\n\ndata: [DONE]\n\n` : answer;
    const type = stream === true ? 'text/event-stream' : 'application/json';
    response.setHeader('content-type', label ?? type);
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(text));
  };
}

const ways = [
  ['generate', 'x'],
  ['generate', 'x', '--stream'],
  ['generate', 'x', '--beams', '2'],
  ['complete', '--prefix', 'prefix'],
];
const lost = { type: 'image_url', image_url: { url: 'data:' } };

describe.each(ways)('trellis %s %s %s', (...args) => {
  const given = args.filter((arg) => typeof arg === 'string');

  it('shows what comes in parts, compressed and labelled as something else', async () => {
    const parts = [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'hello' },
    ];
    const { code, stdout, stderr } = await against(saying(parts, 'text/plain'), given);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: 'hello' });
    expect(stderr).not.toContain('unreadable');
  });

  it('ends with 3 where words may be missing, and shows those that came', async () => {
    const { code, stdout, stderr } = await against(saying(['hello', lost]), given);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 3, stdout: 'hello' });
    expect(stderr).toContain('trellis: unreadable: {"type":"image_url"');
  });

  it.each<[string, unknown]>([
    ['a list of numbers', [7]],
    ['an object that somebody has read already', { n: 1 }],
    ['a sound', [{ type: 'audio', data: 'AAA=' }]],
  ])('ends with 3 where the answer is nothing but %s', async (_what, content) => {
    const { code, stderr } = await against(saying(content), given);
    expect(code).toBe(3);
    expect(stderr).toContain('trellis: unreadable: ');
  });

  it('tells an error that speaks of a timeout as the error that it is', async () => {
    const script: Script = (_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"error": {"message": "RPC call to execute_model timed out.", "code": 500}}');
    };
    const { code, stderr } = await against(script, given);
    expect(code).toBe(3);
    expect(stderr).toContain('RPC call to execute_model timed out.');
    expect(stderr).not.toContain('nothing answers');
  });
});

it('a text that matches its shape ends with 3 as well where words may be missing', async () => {
  const args = ['generate', 'x', '--regex', '[a-z]+'];
  expect(await against(saying(['hello', lost]), args)).toMatchObject({ code: 3, stdout: 'hello' });
});

describe('a key', () => {
  it.each([
    ['with a line break', ['--api-key', 'secret\n'], {}],
    ['with blanks', ['--api-key', ' secret\t'], {}],
    ['behind its scheme', ['--api-key', 'Bearer secret'], {}],
    ['with a line break in the variable', [], { TRELLIS_API_KEY: 'secret\r\n' }],
    ['behind its scheme in the variable', [], { TRELLIS_API_KEY: 'Bearer secret\n' }],
    ['behind its scheme in a file', ['--api-key-file', '-'], {}],
    ['over one that is blank', ['--api-key', ' '], { TRELLIS_API_KEY: 'secret' }],
  ] as const)('%s is the key', async (_what, args, env) => {
    const script = scriptedVllm(answering({ content: 'Hi' }), { key: 'secret' });
    await using server = await startScriptedServer(script);
    const found = ['generate', 'x', '--base-url', server.baseUrl.api, ...args];
    const ended = await runHere(found, { env, stdin: 'Bearer secret\n' });
    expect(ended).toMatchObject({ code: 0, stdout: 'Hi' });
  });
});
