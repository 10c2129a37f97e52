/** `trellis` as a process against the embedded engine. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factNames } from '../../../src/provider/capabilities';
import type { Engine } from '../../../src/embedded/startEngine';
import { readDocument } from '../../support/documents';
import { Engines } from '../../support/releases';
import { runTrellis } from '../../support/runTrellis';
import { startTestEngine } from '../../support/testEngine';

const adapter = join(import.meta.dirname, '../../../examples/greenhouse/src');
let engine: Engine;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

const run = (args: readonly string[], stdin = '') =>
  runTrellis(args, { stdin, env: { TRELLIS_BASE_URL: engine.baseUrl } });

it('tells the release behind a router, and the router’s number as the router’s', async () => {
  await using servers = new Engines();
  const { baseUrl } = await servers.like('router');
  const { stdout } = await runTrellis(['doctor'], { env: { TRELLIS_BASE_URL: baseUrl } });
  expect(stdout).toMatch(/^router +0\.1\.\d+, .* stands in front of vLLM$/m);
  expect(stdout.match(/^release .*$/gm)).toEqual(['release  0.32.0, judging by its answers']);
  expect(stdout).toMatch(
    /^adapter-routes +no .*; the router .*: ask each server at its own address$/m,
  );
});

describe('trellis against the embedded engine', () => {
  it('says what the server is', async () => {
    const { code, stdout } = await run(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^release +0\.\d+\.\d+$/m);
    expect(stdout).toMatch(/^trellis-embedded +model +\d+ tokens/m);
    const document = readDocument('doctor', (await run(['doctor', '--json'])).stdout);
    expect(document).toMatchObject({
      server: { kind: 'vllm' },
      models: [{ name: 'trellis-embedded', parent: null }],
      capabilities: {
        images: { state: 'no', remedy: null, advice: 'serve a model that sees images' },
        tools: { state: 'no', remedy: expect.stringMatching(/^--enable-auto/) as unknown },
      },
    });
  });

  it('says what it can do, a line for each, and what would help', async () => {
    const { stdout } = await run(['doctor']);
    const rows = stdout.slice(stdout.indexOf('capability')).trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split(/ +/, 2)[0])).toEqual(factNames);
    for (const row of rows) expect(row).toMatch(/^\S+ +(yes|no|unknown) +\S/);
    expect(stdout).toMatch(/^chat-constraints +yes +with thinking off: /m);
    expect(stdout).toMatch(/^thinking-constraints +unknown .*; a real answer .* shows it$/m);
    expect(stdout).toMatch(/^reasoning-parser +no .*; start it with --reasoning-parser NAME$/m);
  });

  it('generates in a shape, and knows that it did', async () => {
    const grammar = 'root ::= "a" [0-9]{3} "b"';
    const args = ['generate', 'x', '--grammar', '-', '--json', '--seed', '1'];
    const { code, stdout } = await run(args, grammar);
    expect(code).toBe(0);
    const document = readDocument('generate', stdout);
    expect(document['text']).toMatch(/^a\d{3}b$/);
    expect(document['match']).toEqual({ match: 'complete' });
  });

  it('knows an answer that is cut short', async () => {
    const args = ['generate', 'x', '--regex', '[a-z]{400}', '--max-tokens', '4', '--json'];
    const { code, stdout } = await run(args);
    expect(code).toBe(5);
    expect(readDocument('generate', stdout)).toMatchObject({
      match: { match: 'legal-prefix' },
      finishReason: 'length',
    });
  });

  it('fills in the middle', async () => {
    const args = ['complete', '--prefix', '-', '--max-tokens', '8', '--json'];
    const { code, stdout } = await run(args, 'export function ');
    expect(code).toBe(0);
    expect(readDocument('complete', stdout)).toMatchObject({
      method: 'fill-in-the-middle',
      family: 'qwen',
    });
  });

  it('loads, lists and unloads an adapter', async () => {
    expect(await run(['adapters', 'list'])).toMatchObject({ code: 0, stdout: '' });
    expect(await run(['adapters', 'load', 'green', adapter])).toMatchObject({ code: 0 });
    const { stdout } = await run(['adapters', 'list', '--json']);
    expect(readDocument('adapters', stdout)).toMatchObject({
      adapters: [{ name: 'green', parent: 'trellis-embedded' }],
    });
    const taken = await run(['adapters', 'load', 'green', adapter]);
    expect(taken.code).toBe(3);
    expect(taken.stderr).toContain('has already been loaded; choose another name');
    expect(taken.stderr).not.toContain('load_inplace');
    expect(await run(['adapters', 'unload', 'green'])).toMatchObject({ code: 0 });
    const again = await run(['adapters', 'unload', 'green']);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain("'green' cannot be found");
  });

  it('tells what became of an adapter in a document', async () => {
    const loaded = await run(['adapters', 'load', 'blue', adapter, '--json']);
    expect(readDocument('adapters-change', loaded.stdout)).toMatchObject({
      done: 'loaded',
      name: 'blue',
      path: adapter,
      spread: 'everywhere',
    });
    const unloaded = await run(['adapters', 'unload', 'blue', '--json']);
    expect(readDocument('adapters-change', unloaded.stdout)).toMatchObject({
      done: 'unloaded',
      name: 'blue',
      path: null,
    });
    const nowhere = await run(['adapters', 'load', 'blue', '/no/such/path', '--json']);
    expect(nowhere.code).toBe(3);
    expect(nowhere.stderr).toContain("the path is looked up on the server's machine");
    expect(readDocument('error', nowhere.stdout)).toMatchObject({
      error: { exit: 3, server: { code: 'not-found', status: 404 } },
    });
  });

  it('passes on what the server says of an unknown model', async () => {
    const { code, stderr } = await run(['generate', 'x', '--model', 'nope']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^trellis: The model `nope` does not exist\./);
  });
});
