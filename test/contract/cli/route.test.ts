/** `trellis route` against a scripted model, and against the embedded engine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../support/documents';
import { runHere } from '../../support/runCommands';
import { scriptedRouting, type ScriptedRoutingOptions } from '../../support/scriptedRouting';
import { startScriptedServer } from '../../support/scriptedServer';
import { startTestEngine } from '../../support/testEngine';

const categories = [
  { name: 'SQL', description: 'databases', adapter: 'sql-lora', prompt: 'You know SQL.' },
  { name: 'React', description: 'pages', adapter: 'react lora', shape: { regex: '[a-z]+' } },
];
const models = [
  { id: 'base', max_model_len: 65536 },
  { id: 'sql-lora', parent: 'base' },
];
const sqlTicket = 'LEFT JOIN returns more rows than expected';
const reactTicket = 'The modal does not trap focus';

let folder: string;
let routes: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-route-'));
  routes = await file('routes.json', JSON.stringify({ categories }));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function run(args: readonly string[], stdin: string, options: ScriptedRoutingOptions = {}) {
  await using server = await startScriptedServer(scriptedRouting({ models, ...options }));
  const env = { TRELLIS_BASE_URL: server.baseUrl.api };
  const ended = await runHere(['route', '-', '--routes', routes, ...args], { env, stdin });
  const bodies = server.requests
    .filter(({ path }) => path === '/v1/chat/completions')
    .map(({ body }) => body as Readonly<Record<string, unknown>>);
  return { ...ended, bodies };
}

describe('trellis route', () => {
  it('tells the category, how likely each is, who would answer and how that was decided', async () => {
    const { code, stdout, stderr } = await run([], sqlTicket);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^category +SQL$/m);
    expect(stdout).toMatch(/^probabilities +SQL 75\.0 %, React 25\.0 %$/m);
    expect(stdout).toMatch(/^mass +80\.0 %$/m);
    expect(stdout).toMatch(/^answered by +sql-lora$/m);
    expect(stdout).toMatch(/^decided by +a choice of labels, one token each$/m);
    expect(stderr).toBe('');
  });

  it('prints one document', async () => {
    const { stdout } = await run(['--json'], sqlTicket);
    expect(readDocument('route', stdout)).toMatchObject({
      category: 'SQL',
      probabilities: { SQL: expect.closeTo(0.75) as number, React: expect.closeTo(0.25) as number },
      mass: expect.closeTo(0.8) as number,
      below: null,
      adapter: 'sql-lora',
      reason: null,
      way: 'labels',
      doubts: [],
      answeredBy: 'sql-lora',
      missingAdapter: null,
    });
  });

  it('answers by the adapter, under the prompt of the category', async () => {
    const { code, stdout, stderr, bodies } = await run(['--answer'], sqlTicket, {
      answer: 'Use DISTINCT.',
    });
    expect(code).toBe(0);
    expect(stdout).toBe('Use DISTINCT.');
    expect(stderr).toMatch(/^category +SQL$/m);
    expect(bodies.at(-1)).toMatchObject({
      model: 'sql-lora',
      stream: true,
      messages: [
        { role: 'system', content: 'You know SQL.' },
        { role: 'user', content: sqlTicket },
      ],
    });
  });

  it('tells how an adapter is loaded that is not, while the base answers in the shape', async () => {
    const { code, stderr, bodies } = await run(['--answer'], reactTicket, { answer: 'trap' });
    expect(code).toBe(0);
    expect(stderr).toContain(
      "trellis: the adapter react lora is not loaded, and base answers meanwhile; `trellis adapters load 'react lora' PATH` loads it\n",
    );
    expect(bodies.at(-1)).toMatchObject({
      model: 'base',
      structured_outputs: { regex: '[a-z]+' },
    });
  });

  it('checks the shape of an answer', async () => {
    const { code, stderr } = await run(['--answer'], reactTicket, { answer: 'Trap it!' });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^trellis: the answer does not match/m);
  });

  it('prints decision and answer as one document', async () => {
    const { code, stdout } = await run(['--answer', '--json'], reactTicket, { answer: 'trap' });
    expect(code).toBe(0);
    expect(readDocument('route', stdout)).toMatchObject({
      category: 'React',
      missingAdapter: 'react lora',
      answeredBy: 'base',
      answer: { text: 'trap', match: { match: 'complete' }, model: 'base' },
    });
  });

  it('leaves secrets out of the question, and says so once', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const { stderr, bodies } = await run(['--answer'], `${sqlTicket} ${token}`);
    expect(JSON.stringify(bodies)).not.toContain(token);
    expect(stderr.match(/1 GitHub token was left out of the prompt/g)).toHaveLength(1);
  });

  it('tells doubts', async () => {
    const beliefs: ScriptedRoutingOptions['beliefs'] = ({ label, others: [next = ''] }) => ({
      Sure: 0.8,
      [label]: 0.1,
      [next]: 0.1,
    });
    const { code, stderr } = await run([], sqlTicket, { beliefs });
    expect(code).toBe(0);
    expect(stderr).toBe(
      'trellis: the model would rather have said something else: only 20.0 % is on categories\n' +
        'trellis: another category is about as likely: SQL 50.0 %, React 50.0 %\n',
    );
  });

  it('says why there are no probabilities', async () => {
    const { stdout } = await run([], sqlTicket, { logprobs: 'silent' });
    expect(stdout).toMatch(/^probabilities +unknown: the server tells no log-probabilities$/m);
    expect(stdout).toMatch(/^mass +unknown$/m);
  });

  it('knows examples of categories where there is no file', async () => {
    await using server = await startScriptedServer(scriptedRouting({ models }));
    const env = { TRELLIS_BASE_URL: server.baseUrl.api };
    const { stdout } = await runHere(['route', '-'], { env, stdin: sqlTicket });
    expect(stdout).toMatch(/^category +SQL$/m);
    expect(stdout).toMatch(/^answered by +base$/m);
  });

  it('fails with the server where none answers with a category', async () => {
    const options = { choices: 'ignored', beliefs: () => ({ Sure: 0.9 }) } as const;
    const { code, stderr } = await run([], sqlTicket, options);
    expect(code).toBe(3);
    expect(stderr).toContain('none of the categories');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"categories": [', /broken\.json:1:\d+: this is not JSON/],
    [
      'one category',
      '{"categories": [{"name": "a", "description": "b"}]}',
      /:1:2: this must be a list of at least two categories; nothing was sent/,
    ],
    [
      'a name twice',
      '{"categories": [\n{"name": "a", "description": "b"},\n{"name": "A", "description": "b"}]}',
      /:3:2: the name “A” is given twice; nothing was sent/,
    ],
    [
      'an unknown field',
      '{"categories": [\n{"name": "a", "description": "b"},\n{"name": "b", "description": "b", "x": 1}]}',
      /:3:1: “x” is not known here; nothing was sent/,
    ],
  ])('refuses categories with %s, in one sentence', async (_, text, sentence) => {
    const path = await file('broken.json', text);
    const { code, stderr } = await runHere(['route', '-', '--routes', path], { stdin: 'x' });
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['an empty ticket', ' \n', 'the ticket in standard input is empty; nothing was sent'],
    [
      'one of a megabyte',
      'x'.repeat(1_000_000),
      'the ticket in standard input has more than 200,000 characters; nothing was sent',
    ],
  ])('refuses %s', async (_, stdin, sentence) => {
    const { code, stderr } = await runHere(['route', '-'], { stdin });
    expect(code).toBe(2);
    expect(stderr).toBe(`trellis: ${sentence}\n`);
  });

  it.each([
    ['no file', []],
    ['a file that is not there', ['nowhere.txt']],
    ['two things from standard input', ['-', '--routes', '-']],
    ['a file of secrets', ['.env']],
  ])('refuses %s', async (_, args) => {
    const { code, stderr } = await runHere(['route', ...args], { stdin: 'x' });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('decides on the embedded engine as well', async () => {
    const engine = await startTestEngine();
    const env = { TRELLIS_BASE_URL: engine.baseUrl };
    const asked = ['route', '-', '--routes', routes, '--json'];
    const { code, stdout } = await runHere(asked, { env, stdin: sqlTicket });
    await engine.close();
    expect(code).toBe(0);
    expect(readDocument('route', stdout)).toMatchObject({
      category: expect.stringMatching(/^(?:SQL|React)$/) as unknown,
      way: 'labels',
    });
  });
});
