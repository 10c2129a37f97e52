/** Adapters of the engine: what they change, what they may read, and what they survive. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { complete, post } from '../../support/engineClient';
import { eventually } from '../../support/eventually';
import { startTestEngine } from '../../support/testEngine';

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'trellis-adapters-')));
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  await write('work/main.js', 'const harvest = collectAlpha(field);\n'.repeat(6));
  engine = await startTestEngine({ folders: [join(folder, 'work')] });
});

afterEach(() => engine.close());

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function load(name: string, path: string): Promise<Response> {
  return post(engine, '/v1/load_lora_adapter', { lora_name: name, lora_path: join(folder, path) });
}

function unload(name: string): Promise<Response> {
  return post(engine, '/v1/unload_lora_adapter', { lora_name: name });
}

async function continuation(prompt: string, model?: string): Promise<string> {
  const { choices } = await complete(engine, { model, prompt, temperature: 0, max_tokens: 4 });
  return choices[0]?.text ?? '';
}

it('an adapter changes what is written, for requests that name it and for no others', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  expect((await load('style-v1', 'style')).status).toBe(200);
  expect(await continuation('const harvest = ', 'style-v1')).toMatch(/^gatherBeta/);
  expect(await continuation('const harvest = ')).toMatch(/^collectAlpha/);
});

it('what the workspace taught is still known under an adapter', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  await load('style-v1', 'style');
  expect(await continuation('collect', 'style-v1')).toMatch(/^Alpha/);
});

it('a constraint is followed with the adapter that the request names', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  await load('style-v1', 'style');
  const constrained = async (model?: string): Promise<string | undefined> => {
    const choice = ['collectAlpha', 'gatherBeta'];
    const body = { model, prompt: 'const harvest = ', temperature: 0, max_tokens: 8 };
    return (await complete(engine, { ...body, structured_outputs: { choice } })).choices[0]?.text;
  };
  expect(await constrained()).toBe('collectAlpha');
  expect(await constrained('style-v1')).toBe('gatherBeta');
  expect(await constrained()).toBe('collectAlpha');
});

it('an adapter follows its own files', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  await load('style-v1', 'style');
  await write('style/more.js', 'const orchard = plantGamma(trees);\n');
  await eventually('the new file to be learnt', async () =>
    (await continuation('const orchard = ', 'style-v1')).startsWith('plantGamma'),
  );
});

it('an adapter is read by the rules of what may be read for a model', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  await write('style/.env', 'const harvest = leakedSecret(rows);\n'.repeat(9));
  await write('style/ignored.js', 'const harvest = ignoredCode(rows);\n'.repeat(9));
  await write('style/.gitignore', 'ignored.js\n');
  await load('style-v1', 'style');
  expect(await continuation('const harvest = ', 'style-v1')).toMatch(/^gatherBeta/);
  expect(await continuation('leaked', 'style-v1')).not.toMatch(/^Secret/);
});

const refusals: readonly [what: string, path: string, status: number, says: string][] = [
  ['a folder for secrets', '.ssh/style', 400, 'may hold a secret'],
  ['a link to a folder for secrets', 'innocent', 400, 'may hold a secret'],
  ['a folder that an ignore file of the workspace names', 'work/private', 400, '.gitignore'],
  ['installed dependencies', 'node_modules/left-pad', 400, 'installed dependencies'],
  ['a file', 'work/main.js', 404, 'No adapter found for'],
  ['a folder without code', 'empty', 404, 'No adapter found for'],
  ['the whole machine', '../'.repeat(20), 404, 'No adapter found for'],
  ['the environment of a process', `${'../'.repeat(20)}proc/self`, 404, 'No adapter found for'],
];

it.each(refusals)('%s is no adapter', async (_what, path, status, says) => {
  await write('.ssh/style/a.js', 'a;\n');
  await write('node_modules/left-pad/a.js', 'a;\n');
  await write('work/.gitignore', 'private/\n');
  await write('work/private/a.js', 'a;\n');
  await mkdir(join(folder, 'empty'), { recursive: true });
  await symlink(join(folder, '.ssh/style'), join(folder, 'innocent')).catch(() => undefined);
  const response = await load('style-v1', path);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(says)]);
  const models = await (await fetch(`${engine.baseUrl}/models`)).text();
  expect(models).not.toContain('style-v1');
});

it('of two requests for one name only one gets it', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  const answers = await Promise.all([load('style-v1', 'style'), load('style-v1', 'style')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 400]);
});

it('eight adapters are enough, and one that is unloaded makes room', async () => {
  await write('style/style.js', 'const harvest = gatherBeta(rows);\n');
  for (let version = 1; version <= 8; version++) {
    expect((await load(`style-v${version}`, 'style')).status).toBe(200);
  }
  const full = await load('style-v9', 'style');
  expect([full.status, await full.text()]).toEqual([
    400,
    expect.stringContaining('at most 8 adapters'),
  ]);
  await unload('style-v1');
  expect((await load('style-v9', 'style')).status).toBe(200);
});

/** What a plain engine says of a path; its adapters may lie in `roots`. */
async function answerFor(path: string, roots: readonly string[], token?: string) {
  const folders = [join(folder, 'work')];
  const plain = await startTestEngine({ folders, adapterRoots: roots, ...(token && { token }) });
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const body = { lora_name: 'a', lora_path: path };
    const response = await post(plain, '/v1/load_lora_adapter', body, { headers });
    return { status: response.status, text: await response.text() };
  } finally {
    await plain.close();
  }
}

describe('an engine that asks for no key', () => {
  beforeEach(async () => {
    await write('team/style/style.js', 'const harvest = gatherBeta(rows);\n');
    await write('team/style/.env', 'const harvest = leakedSecret(rows);\n');
    await write('teammate/style.js', 'const harvest = gatherBeta(rows);\n');
    await write('private/style.js', 'const harvest = gatherBeta(rows);\n');
    await symlink(join(folder, 'private'), join(folder, 'team/link')).catch(() => undefined);
  });
  const team = (): readonly string[] => [join(folder, 'team')];

  it.each(['team', 'team/style', 'work/lib', 'private/../team'])(
    'loads %s, which its command line names',
    async (path) => {
      await write('work/lib/style.js', 'const harvest = gatherBeta(rows);\n');
      expect(await answerFor(join(folder, path), team())).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ['a folder elsewhere', () => join(folder, 'private')],
    ['a folder with a longer name', () => join(folder, 'teammate')],
    ['a way out', () => `${folder}/team/../private`],
    ['a relative way out', () => '../private'],
    ['a link out', () => join(folder, 'team/link')],
    ['the folder above', () => folder],
    ['the settings of the machine', () => '/etc'],
    ['a folder that holds secrets', () => join(folder, '.ssh/style')],
  ])('says of %s what it says where nothing is', async (_what, path) => {
    const there = await answerFor(path(), team());
    const nothing = await answerFor(`${path()}-which-is-not`, team());
    expect(there.status).toBe(404);
    expect(there.text).toContain('No adapter found for');
    expect(nothing.text.replaceAll('-which-is-not', '')).toBe(there.text);
  });

  it('may load from anywhere once it asks for one', async () => {
    const answer = await answerFor(join(folder, 'private'), team(), 'secret');
    expect(answer.status).toBe(200);
  });
});
