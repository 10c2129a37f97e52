/** `--config`: what an AbstractCore configuration says, below options and variables. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTrellis, type Ended } from '../../support/runTrellis';
import { json, startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let home = '';
let server: ScriptedServer;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-config-'));
  server = await startScriptedServer(({ method, path }, response) => {
    if (path === '/version') json(response, 200, { version: '0.32.0' });
    else if (method === 'GET') json(response, 200, { data: [{ id: 'one' }, { id: 'two' }] });
    else {
      const message = { role: 'assistant', content: 'yes' };
      json(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
    }
  });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

async function write(file: unknown, path = 'abstractcore.json'): Promise<string> {
  const place = join(home, path);
  await mkdir(join(place, '..'), { recursive: true });
  await writeFile(place, typeof file === 'string' ? file : JSON.stringify(file));
  return place;
}

const ofServer = (more: object = {}): object => ({
  provider_settings: {
    vllm: { base_url: server.baseUrl.api, default_model: 'two', timeout: 30, ...more },
  },
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runTrellis(args, { env: { HOME: home, USERPROFILE: home, ...env } });

const asked = (): unknown =>
  server.requests.find(({ path }) => path.endsWith('/completions'))?.body;

describe('a configuration of AbstractCore', () => {
  it('says which server and model are asked, and how', async () => {
    const parameters = { max_tokens: 7, temperature: 0.5, extra_body: { top_k: 20 } };
    const path = await write(ofServer({ parameters }));
    const { code, stdout, stderr } = await run(['generate', 'x', '--config', path]);
    expect([code, stdout, stderr]).toEqual([0, 'yes', '']);
    expect(asked()).toMatchObject({ model: 'two', max_tokens: 7, temperature: 0.5, top_k: 20 });
  });

  it('is found where it usually lies', async () => {
    await write(ofServer(), '.abstractcore/config/abstractcore.json');
    const { stdout } = await run(['adapters', 'list', '--json', '--config', 'auto']);
    expect(JSON.parse(stdout)).toMatchObject({ server: { baseUrl: server.baseUrl.api } });
  });

  it('counts for less than options and variables', async () => {
    const parameters = { max_tokens: 7, temperature: 0.5 };
    const path = await write(ofServer({ parameters }));
    const args = ['generate', 'x', '--config', path, '--max-tokens', '9'];
    await run(args, { TRELLIS_MODEL: 'one' });
    expect(asked()).toMatchObject({ model: 'one', max_tokens: 9, temperature: 0.5 });
  });

  it('names no model of another server', async () => {
    const elsewhere = { base_url: 'http://elsewhere:8000/v1', default_model: 'two' };
    const path = await write({ provider_settings: { vllm: elsewhere } });
    await run(['generate', 'x', '--config', path], { TRELLIS_BASE_URL: server.baseUrl.api });
    expect(asked()).toMatchObject({ model: 'one' });
  });

  it('has a line for each name that means something else here', async () => {
    const parameters = { best_of: 3, top_p: 0.9, extra_body: { guided_regex: '[0-9]+' } };
    const path = await write(ofServer({ parameters }));
    const { code, stderr } = await run(['generate', 'x', '--config', path]);
    expect(code).toBe(0);
    expect(stderr.split('\n').map((line) => line.replace(path, 'F'))).toEqual([
      expect.stringMatching(/^trellis: F: parameters\.best_of is left out: .*--beams/),
      'trellis: F: parameters.top_p is sent with every request',
      expect.stringMatching(
        /^trellis: F: parameters\.extra_body\.guided_regex is left out: .*--regex/,
      ),
      '',
    ]);
    expect(asked()).not.toHaveProperty('guided_regex');
  });

  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['of another provider', { provider_settings: { ollama: {} } }, 'only of ollama'],
    [
      'with an odd address',
      { provider_settings: { vllm: { base_url: 'gpu box' } } },
      'not an address',
    ],
  ])('is refused where it is %s', async (_what, file, words) => {
    const { code, stderr } = await run(['doctor', '--config', await write(file)]);
    expect([code, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toContain(words);
    expect(server.requests).toEqual([]);
  });

  it('that is not there is told', async () => {
    const { code, stderr } = await run(['doctor', '--config', 'auto']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/abstractcore\.json: there is no such file\n$/);
  });
});

describe('--extra-body', () => {
  it('is merged into the body', async () => {
    const args = ['--base-url', server.baseUrl.api, '--extra-body', '{"top_k": 5}'];
    await run(['generate', 'x', ...args]);
    expect(asked()).toMatchObject({ top_k: 5 });
  });

  it.each(['[1]', '{', '"sk-abcdef123456"'])('is an object: %s', async (text) => {
    const { code, stderr } = await run(['generate', 'x', '--extra-body', text]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--extra-body takes a JSON object'),
    ]);
    expect(stderr).not.toContain('sk-');
  });
});
