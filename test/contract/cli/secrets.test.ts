/** `trellis` as a process: what it prints holds no keys and passwords, whoever put them there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../support/documents';
import { runTrellis } from '../../support/runTrellis';
import { json, startScriptedServer, type Script } from '../../support/scriptedServer';

const key = 'sk-Zq7w/92+xQzbT4hV1';
const password = 'hunter-22-hunter';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-secrets-'));
  await writeFile(join(folder, 'key'), `${key}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const keyOf = (authorization: string | undefined): string =>
  (authorization ?? '').replace('Bearer ', '');

/** Echoes the key in every spelling. */
const echoing: Script = ({ headers }, response) => {
  const given = keyOf(headers.authorization);
  const basic = Buffer.from(`ann:${given}`).toString('base64');
  const spellings = [given, encodeURIComponent(given), basic, JSON.stringify(given)];
  const message = `no ${spellings.join(' ')} ${given.slice(0, 12)}… ${String(headers['x-gate'])}`;
  json(response, 401, { error: { message } });
};

const secrets = /sk-Zq7w|92\+xQz|92%2BxQz|T4hV1|hunter|gate-11-22|c2stWnE3/;

describe('what is printed', () => {
  it.each([
    ['an option', ['--api-key', key], {}],
    ['a variable', [], { TRELLIS_API_KEY: key }],
    ['a file', ['--api-key-file', 'key'], {}],
  ] as const)('has no key of %s that a server echoes', async (_how, args, env) => {
    await using server = await startScriptedServer(echoing);
    const paths = args.map((arg) => (arg === 'key' ? join(folder, arg) : arg));
    const all = ['doctor', '--json', '--header', 'X-Gate: gate-11-22', ...paths];
    const variables = { TRELLIS_BASE_URL: server.baseUrl.api, ...env };
    const { code, stdout, stderr } = await runTrellis(all, { env: variables });
    expect(server.requests.map(({ headers }) => keyOf(headers.authorization))).toContain(key);
    expect(code).toBe(3);
    expect(readDocument('error', stdout)).toMatchObject({ error: { server: { status: 401 } } });
    expect(stdout + stderr).not.toMatch(secrets);
    expect(stderr).toContain('•••');
  });

  it('has no key in the names of models, nor in an answer, and says so', async () => {
    await using server = await startScriptedServer(({ path, headers }, response) => {
      const given = keyOf(headers.authorization);
      if (path === '/version') {
        json(response, 200, { version: '0.32.0' });
        return;
      }
      if (path.endsWith('/models')) {
        json(response, 200, {
          object: 'list',
          data: [{ id: `m-${given}`, object: 'model' }],
        });
        return;
      }
      const message = { role: 'assistant', content: `Your key is ${given}` };
      json(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
    });
    const env = { TRELLIS_BASE_URL: server.baseUrl.api, TRELLIS_API_KEY: key };
    const document = readDocument(
      'generate',
      (await runTrellis(['generate', 'x', '--json'], { env })).stdout,
    );
    expect(document).toMatchObject({
      text: 'Your key is •••',
      model: 'm-•••',
      problems: [{ code: 'key-left-out' }],
    });
    expect(await runTrellis(['generate', 'x'], { env })).toMatchObject({
      stdout: 'Your key is •••',
      stderr: expect.stringContaining('the server wrote your key into the answer') as unknown,
    });
  });

  it.each([
    ['an address', ['--base-url', `http://ann:${password}@gpu`], {}],
    ['an address that is none', ['--base-url', `http://ann:hunter/22-hunter@gpu`], {}],
    ['an address in a variable', [], { TRELLIS_BASE_URL: `ann:${password}@gpu:80` }],
    ['a header without a colon', ['--header', `Authorization Bearer ${password}`], {}],
    ['a header without quotes', ['--header', 'Authorization:', 'Bearer', password], {}],
    ['a header that cannot be sent', ['--header', `Authorization: ${password}\u{1f511}`], {}],
    ['an option that is none', [`-api-key=${password}`], {}],
    ['a key that looks like an option', ['--api-key', `--${password}`], {}],
    ['a file that is none', ['--api-key-file', password], {}],
    ['a file that is none, of letters alone', ['--api-key-file', 'hunter'], {}],
    ['one letter before it', [`-k${password}`], {}],
    ['a colon before it', [`--api_key:${password}`], {}],
    ['a time that is none', ['--timeout', password], {}],
    ['a release that is none', ['--release', password], {}],
    ['a certificate that is none', ['--ca-file', password], {}],
    ['what nobody asked for', [password], {}],
    ['the end of an address', ['--base-url', `http://h/v1#${password}`], {}],
    ['a question in an address', ['--base-url', `http://h/v1?${password}`], {}],
    ['an address that is a key', ['--base-url', password], {}],
    ['a proxy', [], { HTTP_PROXY: `http://ann:${password}@localhost:1` }],
    ['a proxy that is none', [], { HTTP_PROXY: `http://ann:${password}@[bad` }],
    ['a port that is none', [], { HTTP_PROXY: `http://ann:${password}@proxy:99999` }],
    ['a proxy for everything', [], { ALL_PROXY: `ann:${password}@a b` }],
  ] as const)('has no password of %s', async (_what, args, env) => {
    const address = { TRELLIS_BASE_URL: 'http://nowhere.invalid', HTTP_PROXY: '', ALL_PROXY: '' };
    const variables = { ...address, ...env };
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await runTrellis(['doctor', ...more, ...args], {
        env: variables,
      });
      expect([2, 3]).toContain(code);
      expect(stdout + stderr).not.toMatch(secrets);
      expect(stderr).toMatch(/^trellis: /);
      expect(stderr).not.toMatch(/\n\s+at |Warning/);
    }
  });

  it.each([
    ['serve', ['serve', '--port', password]],
    ['serve', ['serve', '--corpus', password]],
    ['serve', ['serve', '--api-key-file', password]],
    ['serve', ['serve', '--max-logprobs', password]],
    ['serve', ['serve', '--adapter', password]],
    ['serve', ['serve', '--emulate', password]],
    ['grammar', ['grammar', password]],
    ['grammar', ['grammar', 'lint', password]],
    ['generate', ['generate', 'x', '--json-schema', password]],
    ['generate', ['generate', 'x', '--max-tokens', password]],
    ['nothing that is a command', [password]],
    ['help', ['help', password]],
  ] as const)('has no key that was given to %s in its place: %j', async (_command, args) => {
    const { code, stdout, stderr } = await runTrellis([...args], {});
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(secrets);
  });

  it.each([
    ['empty', '\n', 'is empty'],
    ['a poem', 'two words', 'holds more than a key'],
  ])('says that a key file is %s, and not what it holds', async (name, text, words) => {
    await writeFile(join(folder, name), text);
    const { code, stderr } = await runTrellis(['doctor', '--api-key-file', join(folder, name)]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('two words');
  });
});
