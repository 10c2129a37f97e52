/** Who may ask, what the engine says of itself, and how its corpus follows the files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { notice } from '../../../src/embedded/identity';
import { complete, post } from '../../support/engineClient';
import { eventually } from '../../support/eventually';
import { startTestEngine } from '../../support/testEngine';

const open: Engine[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

async function start(options: Parameters<typeof startTestEngine>[0]): Promise<Engine> {
  const engine = await startTestEngine(options);
  open.push(engine);
  return engine;
}

/** The status of a GET with headers of one's choice, which fetch does not allow. */
function statusFor(engine: Engine, host: string, more = {}): Promise<number | undefined> {
  const headers = { host, ...more };
  return new Promise((resolve, reject) => {
    request({ port: engine.port, host: '127.0.0.1', path: '/health', headers })
      .on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject)
      .end();
  });
}

describe('the engine', () => {
  it('says what it is wherever it introduces itself', async () => {
    const engine = await start({ folders: [] });
    const response = await fetch(`${engine.baseUrl}/models`);
    expect(response.headers.get('server')).toBe('trellis-embedded');
    expect(await response.json()).toMatchObject({
      data: [{ id: 'trellis-embedded', root: notice, owned_by: 'vllm', max_model_len: 32_768 }],
    });
  });

  it('requires its token on every route, whatever the scheme', async () => {
    const engine = await start({ folders: [], token: 'secret' });
    for (const path of ['/health', '/metrics', '/version', '/v1/models', '/nope']) {
      const response = await fetch(new URL(path, engine.baseUrl));
      expect([path, response.status, await response.text()]).toEqual([
        path,
        401,
        '{"error":"Unauthorized"}',
      ]);
    }
    const wrong = await post(
      engine,
      '/tokenize',
      { prompt: 'a' },
      { headers: { authorization: 'Bearer secreT' } },
    );
    expect(wrong.status).toBe(401);
    const right = await post(
      engine,
      '/tokenize',
      { prompt: 'a' },
      { headers: { authorization: 'Bearer secret' } },
    );
    expect(right.status).toBe(200);
  });

  it('answers to loopback names only, so that no web page can rebind its own', async () => {
    const engine = await start({ folders: [] });
    expect(await statusFor(engine, `localhost:${engine.port}`)).toBe(200);
    expect(await statusFor(engine, '[::1]')).toBe(200);
    expect(await statusFor(engine, `evil.example:${engine.port}`)).toBe(403);
    expect(await statusFor(engine, 'localhost.evil.example')).toBe(403);
  });

  it.each([
    ['http://localhost:3000', 200],
    ['https://127.0.0.1', 200],
    ['http://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['http://evil.example:80@localhost', 403],
    ['null', 403],
    ['file://', 403],
    ['localhost', 403],
    ['vscode-webview://localhost', 403],
  ])('answers a web page of %s with %i', async (origin, status) => {
    const engine = await start({ folders: [] });
    expect(await statusFor(engine, 'localhost', { origin })).toBe(status);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a'])(
    'reads no body of the type %s, which a web page may send unasked',
    async (type) => {
      const engine = await start({ folders: [] });
      const body = JSON.stringify({ lora_name: 'a', lora_path: '/etc' });
      const headers = { 'content-type': type };
      for (const path of ['/v1/load_lora_adapter', '/v1/completions', '/tokenize']) {
        const url = new URL(path, engine.baseUrl);
        const response = await fetch(url, { method: 'POST', body, headers });
        expect([response.status, await response.text()]).toEqual([
          400,
          expect.stringContaining('Unsupported Media Type'),
        ]);
        expect(response.headers.get('access-control-allow-origin')).toBe(null);
      }
    },
  );

  it('with an empty corpus writes no code', async () => {
    const engine = await start({ folders: [] });
    const { choices } = await complete(engine, { prompt: 'def ', temperature: 0, max_tokens: 20 });
    expect(choices[0]?.text).not.toMatch(/[a-z]/i);
  });

  it('learns from files it may read, and again when they change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-corpus-'));
    try {
      const write = (name: string, text: string): Promise<void> =>
        writeFile(join(folder, name), text);
      const source = (word: string, tail = 'Alpha'): string =>
        `function ${word}${tail}() {\n  return ${word}Beta;\n}\n`.repeat(3);
      await write('first.js', source('quorum'));
      await write('.env', source('secret', 'Zeta'));
      await write('skipped.js', source('ignored', 'Zeta'));
      await write('.gitignore', 'skipped.js\n');
      const engine = await start({ folders: [folder] });
      const continuation = async (prompt: string): Promise<string> =>
        (await complete(engine, { prompt, temperature: 0, max_tokens: 3 })).choices[0]?.text ?? '';
      expect(await continuation('function quorum')).toMatch(/^Alpha/);
      expect(await continuation('function secret')).not.toMatch(/Zeta/);
      expect(await continuation('function ignored')).not.toMatch(/Zeta/);

      await write('second.js', source('zephyr'));
      await eventually('the new file to be learnt', async () =>
        (await continuation('function zephyr')).startsWith('Alpha'),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
