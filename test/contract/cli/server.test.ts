/** `trellis` against servers that do what a test says, well-behaved or not; as a process where that matters. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factNames } from '../../../src/provider/capabilities';
import { readDocument } from '../../support/documents';
import { eventually } from '../../support/eventually';
import { HeldTimers } from '../../support/heldTimers';
import { runHere, type HereOptions } from '../../support/runCommands';
import { runTrellis, startTrellis, type Ended } from '../../support/runTrellis';
import { answering, beginChat, chatChunk } from '../../support/scriptedChat';
import {
  eventStream,
  json,
  startScriptedServer,
  type ReceivedRequest,
  type Script,
} from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';

const date = ['--regex', '\\d{4}-\\d\\d'] as const;

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-cli-'));
  await writeFile(at('bad.gbnf'), 'root ::= zz');
  await writeFile(at('bad.json'), '{"type": "nonsense"}');
  await writeFile(at('beyond.json'), '{"$ref": "https://example.com/else.json"}');
  await writeFile(at('prefix'), 'const a = foo(');
  await writeFile(at('suffix'), ');\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `trellis` against a vLLM that answers chats and completions as `script` says. */
async function against(
  script: Script,
  args: readonly string[],
  options: HereOptions & { readonly run?: typeof runTrellis } = {},
) {
  const { run = runHere } = options;
  await using server = await startScriptedServer(scriptedVllm(script));
  const env = { TRELLIS_BASE_URL: server.baseUrl.api, ...options.env };
  const ended = await run(args, { ...options, env });
  const asked = server.requests.filter(({ path }) => path.endsWith('/completions'));
  return { ...ended, asked, requests: server.requests };
}

/** Lets a second pass whenever `isTime`, until `work` ends. */
async function outwait<Result>(
  clock: HeldTimers,
  isTime: () => boolean,
  work: Promise<Result>,
): Promise<Result> {
  let ended = false;
  void work.finally(() => (ended = true)).catch(() => undefined);
  await eventually('the end of the command', async () => {
    if (isTime()) await clock.advance(1_000);
    return ended;
  });
  return work;
}

const broken: Script = (_, response) => {
  eventStream(response, chatChunk({ content: '2026-' }));
  response.end();
};

/** Answers as `script` does, but a probe finds that constraints are kept. */
function keeping(script: Script): Script {
  return (request, response) => {
    const { structured_outputs: asked } = request.body as {
      structured_outputs?: { choice?: string[] };
    };
    const [content] = asked?.choice ?? [];
    if (content === undefined) return script(request, response);
    const choices = [{ index: 0, message: { content }, finish_reason: 'stop' }];
    json(response, 200, { choices });
  };
}

describe('trellis generate', () => {
  it('leaves out secrets and says so, unless they are to be sent', async () => {
    const token = `ghp_${'a1B2c3'.repeat(6)}`;
    const words = 'trellis: 1 GitHub token was left out of the prompt';
    const answer = answering({ content: 'Hi' });
    const sent = (requests: readonly { readonly body: unknown }[]): string =>
      JSON.stringify(requests.map(({ body }) => body));
    for (const how of [[], ['--stream'], ['--beams', '2']]) {
      const left = await against(answer, ['generate', `What is ${token}?`, ...how]);
      expect(left.stderr).toContain(`${words} (--allow-secrets sends it)`);
      expect(sent(left.requests)).not.toContain(token);
      expect(sent(left.asked)).toContain('[GitHub token left out]');
    }
    const document = await against(answer, ['generate', token, '--json']);
    expect(document.stdout).toContain('"left-out"');
    const allowed = await against(answer, ['generate', token, '--allow-secrets']);
    expect(allowed.stderr).toBe('');
    expect(sent(allowed.asked)).toContain(token);
  });

  it.each([
    ['matches', answering({ content: '2026-07' }), [...date], 0, ''],
    ['matches, streamed', answering({ content: '2026-07' }), [...date, '--stream'], 0, ''],
    ['has no shape', answering({ content: 'Hi' }), [], 0, ''],
    [
      'cannot be judged',
      answering({ content: '9' }),
      ['--json-schema', 'beyond.json'],
      0,
      'trellis: the answer was not checked: the schema cannot be checked here',
    ],
    [
      'does not match',
      answering({ content: 'Today' }),
      [...date],
      4,
      'does not match from byte 0, line 1, column 1: expected "0" to "9"; the server ignores constraints here (only',
    ],
    [
      'is cut short',
      answering({ content: '2026-' }, 'length'),
      [...date],
      5,
      'the answer is cut short by the token limit; it matches so far',
    ],
    ['breaks off', broken, [...date, '--stream'], 3, 'the stream ended before the answer did'],
    [
      'is a refusal',
      (_, response) => json(response, 400, { error: { message: 'no, thanks', code: 400 } }),
      [...date],
      3,
      'refused: no, thanks',
    ],
  ] as readonly [string, Script, readonly string[], number, string][])(
    'ends with a code of its own where the answer %s',
    async (_what, script, args, code, message) => {
      const paths = args.map((arg) => (arg.endsWith('.json') ? at(arg) : arg));
      const { asked, ...ended } = await against(script, ['generate', 'A month', ...paths]);
      expect(ended.code).toBe(code);
      // A mismatch is worth asking whether the server keeps constraints at all.
      expect(asked).toHaveLength(code === 4 ? 2 : 1);
      if (message === '') expect(ended.stderr).toBe('');
      else expect(ended.stderr).toContain(message);
    },
  );

  it.each([
    [['--regex', '('], '--regex:1:1: unclosed group; nothing was sent'],
    [['--grammar', 'bad.gbnf'], 'bad.gbnf:1:10: rule `zz` is not defined; nothing was sent'],
    [['--json-schema', 'bad.json'], 'bad.json:1:2: Invalid type: nonsense; nothing was sent'],
    [['--json-schema', 'prefix'], 'prefix:1:1: this is not JSON: invalid symbol'],
    [['--structural-tag', 'prefix'], 'prefix:1:1: this is not JSON: invalid symbol'],
    [['--choice', 'a, ,b'], '--choice: a choice is empty'],
    [['--model', 'a', '--model', 'b'], '--model is given twice'],
    [
      ['--image', 'prefix'],
      'prefix: the file is not a PNG, JPEG, GIF or WebP image; nothing was sent',
    ],
    [['--image', '-', '--grammar', '-'], 'only one thing can come from standard input'],
    [['--regex', 'a', '--choice', 'b'], 'an answer can have only one shape'],
    [['--think', '--no-think'], '--think and --no-think cannot be used together'],
    [['--stream', '--beams', '2'], 'cannot be used together'],
    [['--temperature', '3'], '--temperature takes a number from 0 to 2, not “3”'],
    [['--base-url', 'ftp://x'], '“ftp://x” must begin with http:// or https://'],
    [['--base-url', 'http://me:pw@x'], 'must not hold a name and a password'],
    [['more'], 'unexpected argument “more”'],
  ])('%j is bad usage, with nothing sent', async (args, message) => {
    const paths = args.map((arg) => (/^(bad|prefix)/.test(arg) ? at(arg) : arg));
    const never: Script = () => undefined;
    const ended = await against(never, ['generate', 'A month', ...paths]);
    expect([ended.code, ended.stdout, ended.requests]).toEqual([2, '', []]);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toMatch(/^trellis: [^\n]*\n$/);
  });

  it('tells bad usage in a document, too, where one was asked for', async () => {
    const args = ['generate', 'x', '--stream', '--json'];
    const { code, stdout, requests } = await against(() => undefined, args);
    expect([code, requests]).toEqual([2, []]);
    expect(readDocument('error', stdout)).toMatchObject({
      error: { exit: 2, message: '--stream and --json cannot be used together' },
    });
  });

  it('sends what is invalid here when it is told to', async () => {
    const args = ['generate', 'x', '--regex', '(?=a)b', '--force'];
    const { code, stderr, asked } = await against(answering({ content: 'b' }), args);
    expect(code).toBe(0);
    expect(asked[0]?.body).toMatchObject({ structured_outputs: { regex: '(?=a)b' } });
    expect(stderr).toContain('the answer was not checked');
  });

  it('sends what it was told, and takes the prompt from standard input', async () => {
    const args = [
      ['generate', '-', '--system', 'Be brief.', '--seed', '7', '--temperature', '0.5'],
      ['--max-tokens', '9', '--no-think', '--model', 'other', '--choice', 'yes,no'],
    ].flat();
    const stdin = 'Is it?\n';
    const { stdout, asked } = await against(answering({ content: 'no' }), args, {
      stdin,
      run: runTrellis,
    });
    expect(stdout).toBe('no');
    expect(asked[0]?.body).toMatchObject({
      model: 'other',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Is it?\n' },
      ],
      seed: 7,
      temperature: 0.5,
      max_tokens: 9,
      structured_outputs: { choice: ['yes', 'no'] },
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it.each([[[]], [['--stream']]])(
    'keeps thought on standard error and the answer on standard output, without blank lines, with %j',
    async (args) => {
      const script = answering({ reasoning: '\nHm.', content: '\n\n2026-07' });
      const ended = await against(script, ['generate', 'x', ...date, ...args]);
      expect(ended).toMatchObject({ code: 0, stdout: '2026-07', stderr: 'Hm.\n' });
    },
  );

  it('judges a schema by itself, and names what of it the server dropped', async () => {
    await writeFile(at('thirds.json'), '{"type": "number", "multipleOf": 3}');
    const args = ['generate', 'x', '--json-schema', at('thirds.json')];
    const warned = await against(answering({ content: '9' }), args);
    const warning = 'XGrammar drops "multipleOf"';
    expect(warned).toMatchObject({
      code: 0,
      stderr: `trellis: ${at('thirds.json')}:1:20: warning: ${warning}\n`,
    });
    const wrong = keeping(answering({ content: '10' }));
    const { code, stderr } = await against(wrong, args);
    expect(code).toBe(4);
    expect(stderr).toContain(
      "must be multiple of 3; the server's engine silently drops multipleOf",
    );
    const { stdout } = await against(wrong, [...args, '--json']);
    expect(readDocument('generate', stdout)).toMatchObject({
      diagnosis: { cause: 'loosened', detail: 'multipleOf', remedy: null },
      warnings: [{ message: warning, line: 1, column: 20 }],
    });
  });

  it('sends an empty schema for one that allows everything, as vLLM takes no other', async () => {
    await writeFile(at('true.json'), 'true');
    const args = ['generate', 'x', '--json-schema', at('true.json')];
    const { code, asked } = await against(answering({ content: '1' }), args);
    expect(code).toBe(0);
    expect(asked[0]?.body).toMatchObject({ structured_outputs: { json: {} } });
  });

  it('says that a number was cut before it could fit', async () => {
    await writeFile(at('hundreds.json'), '{"type": "number", "minimum": 100, "maximum": 999}');
    const args = ['generate', 'x', '--json-schema', at('hundreds.json')];
    const { code, stderr } = await against(answering({ content: '12' }, 'length'), args);
    expect([code, stderr]).toEqual([
      5,
      'trellis: the answer is cut short by the token limit; it matches so far\n',
    ]);
  });

  it('sends structural tags and images, and judges the tags', async () => {
    const begin = '```json\n';
    const tag = { triggers: ['```'], tags: [{ begin, schema: { type: 'array' }, end: '\n```' }] };
    await writeFile(at('tag.json'), JSON.stringify(tag));
    await writeFile(at('dot.gif'), 'GIF89a…');
    const args = ['generate', 'x', '--structural-tag', at('tag.json'), '--image', at('dot.gif')];
    const good = await against(answering({ content: `So:\n${begin}[1]\n\`\`\`.` }), args);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    const body = good.asked[0]?.body;
    expect(body).toMatchObject({
      messages: [{ content: [{ type: 'image_url' }, { type: 'text', text: 'x' }] }],
      structured_outputs: { structural_tag: expect.stringContaining('structures') as string },
    });
    const bad = await against(keeping(answering({ content: `${begin}{}\n\`\`\`` })), args);
    expect(bad.code).toBe(4);
    await writeFile(at('tag.json'), '{"triggers": ["<"], "tags": [{"begin": "a", "end": ""}]}');
    expect(await against(answering({}), args)).toMatchObject({ code: 2, asked: [] });
  });

  it('offers choices without the blanks around a comma, or each as it stands', async () => {
    const sent = async (...choices: string[]): Promise<unknown> => {
      const args = choices.flatMap((choice) => ['--choice', choice]);
      const { asked } = await against(answering({ content: 'no' }), ['generate', 'x', ...args]);
      return asked[0]?.body;
    };
    expect(await sent('yes, no')).toMatchObject({ structured_outputs: { choice: ['yes', 'no'] } });
    expect(await sent('yes, sir', ' no')).toMatchObject({
      structured_outputs: { choice: ['yes, sir', ' no'] },
    });
  });

  it('takes an image from standard input', async () => {
    const args = ['generate', 'x', '--image', '-'];
    const { asked } = await against(answering({ content: 'A dot.' }), args, { stdin: 'GIF89a…' });
    expect(asked[0]?.body).toMatchObject({
      messages: [{ content: [{ type: 'image_url' }, { type: 'text', text: 'x' }] }],
    });
  });

  it.each([
    ['\n\n2026-07', '2026-07'],
    [' 2026-07', '2026-07'],
    ['\n\nToday', 'Today'],
  ])('is delivered as it was judged: %j', async (content, text) => {
    const script = answering({ reasoning: 'Hm.', content });
    const { stdout } = await against(script, ['generate', 'x', ...date, '--json']);
    expect(readDocument('generate', stdout)).toMatchObject({ text });
  });

  it('keeps blank lines that its shape asks for, or that nobody judged', async () => {
    const script = answering({ reasoning: 'Hm.', content: '\n\n2026-07' });
    const asked = async (...args: string[]): Promise<unknown> =>
      readDocument(
        'generate',
        (await against(script, ['generate', 'x', ...args, '--json'])).stdout,
      )['text'];
    expect(await asked('--regex', '\\n\\n2026-07')).toBe('\n\n2026-07');
    expect(await asked()).toBe('\n\n2026-07');
  });

  it('is a document with everything in it', async () => {
    const script = answering({ reasoning: 'Hm.', content: '2026-7' });
    const { code, stdout } = await against(script, ['generate', 'x', ...date, '--json']);
    expect(code).toBe(5);
    expect(readDocument('generate', stdout)).toMatchObject({
      text: '2026-7',
      reasoning: 'Hm.',
      match: { match: 'legal-prefix' },
      enforcement: { state: 'unknown' },
      finishReason: 'stop',
      usage: { promptTokens: 3, completionTokens: 5, cachedTokens: null },
      model: 'scripted',
      server: { kind: 'vllm', version: '0.32.0' },
    });
  });

  it('answers with the best of several beams', async () => {
    const script: Script = (_, response) =>
      json(response, 200, {
        choices: ['first', 'second'].map((content, index) => ({
          index,
          message: { role: 'assistant', content },
          finish_reason: 'stop',
        })),
      });
    const { stdout, asked } = await against(script, ['generate', 'x', '--beams', '2']);
    expect(stdout).toBe('first');
    expect(asked[0]?.body).toMatchObject({ use_beam_search: true, n: 2 });
    const whole = await against(script, ['generate', 'x', '--beams', '2', '--json']);
    expect(readDocument('generate', whole.stdout)).toMatchObject({
      method: 'beams',
      finishReason: null,
      candidates: [{ text: 'first' }, { text: 'second' }],
    });
  });
});

describe('an interrupted command', () => {
  it('ends with 130 and stops the stream at the server', async () => {
    await using server = await startScriptedServer(
      scriptedVllm((_, response) => beginChat(response, [{ content: 'for ever ' }])),
    );
    const child = startTrellis(['generate', 'x', '--stream', '--base-url', server.baseUrl.api]);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    await server.abandoned;
  });

  it('does so too while nothing has come back yet', async () => {
    let asked: () => void = () => {};
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    await using server = await startScriptedServer(scriptedVllm(() => asked()));
    const child = startTrellis(['generate', 'x', '--base-url', server.baseUrl.api]);
    await waiting;
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    await server.abandoned;
  });

  it('is one whose reader has had enough, which is no error', async () => {
    await using server = await startScriptedServer(
      scriptedVllm(async (_, response) => {
        beginChat(response, []);
        while (!response.destroyed) {
          response.write(chatChunk({ content: 'more and more ' }));
          await new Promise((resolve) => setImmediate(resolve));
        }
      }),
    );
    const child = startTrellis(['generate', 'x', '--stream', '--base-url', server.baseUrl.api]);
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said).toBe('');
    await server.abandoned;
  });
});

describe('trellis doctor', () => {
  const complaint = 'EngineCore encountered an issue.';

  /** Every generation fails, as that server fails. */
  function failing(status: number, message: string, health: number): Script {
    return (request, response) => {
      if (request.path === '/metrics') return void response.end('vllm:num_requests_running 0');
      if (request.path === '/health') return void response.writeHead(health).end();
      json(response, status, { error: { message, type: 'X', code: status } });
    };
  }

  it.each([
    ['says that a dead engine must be restarted', 500, complaint, 503, 'the engine inside'],
    ['the same where /health is a router’s', 500, complaint, 200, 'the engine inside'],
    ['says that a server takes no more', 503, 'currently busy', 200, 'is busy: currently busy'],
  ])(
    '%s, after what it did answer, and ends with 3',
    async (_what, status, said, health, words) => {
      const { code, stdout, stderr } = await against(failing(status, said, health), ['doctor']);
      expect(code).toBe(3);
      expect(stdout).toMatch(/^release +0\.32\.0$/m);
      expect(stdout).toMatch(/^scripted +model +4096 tokens/m);
      expect(stdout).toMatch(/^tokenize +yes /m);
      expect(stdout).not.toMatch(/not asked/);
      expect(stderr).toContain(words);
      expect(stderr).toContain(said);
    },
  );
});

describe('a schema in a file', () => {
  const text = '{ "type": "integer",\n "maximum": 9223372036854775807 }\n';

  it.each([
    ['as it stands', text, text, 0],
    ['without a mark in front', `\ufeff${text}`, text, 0],
    ['without what holds it', `{"name": "n", "strict": true, "schema": ${text}}`, text.trim(), 1],
  ])('is sent byte for byte, %s, and judged so', async (_how, file, sent, told) => {
    await writeFile(at('exact.json'), file);
    const args = ['generate', 'x', '--json-schema', at('exact.json'), '--max-tokens', '9'];
    const kept = await against(answering({ content: '9223372036854775807' }), args);
    const broken = await against(answering({ content: '9223372036854775808' }), args);
    expect([kept.code, broken.code]).toEqual([0, 4]);
    expect(
      kept.stderr.match(/this is not a schema but contains one under "schema"/g) ?? [],
    ).toHaveLength(told);
    expect(kept.asked[0]?.body).toMatchObject({ structured_outputs: { json: sent } });
  });
});

describe('a server that is slow at one thing', () => {
  const slowAtBeams: Script = (request, response) => {
    const { use_beam_search: beams } = (request.body ?? {}) as { use_beam_search?: true };
    if (beams) return;
    const choices = ['a', 'b'].map((content) => ({ message: { content }, finish_reason: 'stop' }));
    json(response, 200, { choices });
  };

  const outwaiting = (args: readonly string[]): Promise<Ended> => {
    const clock = new HeldTimers();
    let asked = false;
    const script: Script = (request, response) => {
      asked ||= JSON.stringify(request.body).includes('use_beam_search');
      return slowAtBeams(request, response);
    };
    const isAllThatIsAwaited = (): boolean => asked && clock.pending === 1;
    return outwait(clock, isAllThatIsAwaited, against(script, args, { clock }));
  };

  it('has that unknown and all else known, and ends with 0', async () => {
    const { code, stdout, stderr } = await outwaiting(['doctor', '--timeout', '1']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^beams +unknown +no answer within 1 s; a longer timeout or a less busy server would show it/m,
    );
    expect(stdout).toMatch(/^samples +yes +two answers came$/m);
    const rows = stdout.slice(stdout.indexOf('capability')).trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split(/ +/, 2)[0])).toEqual(factNames);
  });

  it('is told of in the document', async () => {
    const { code, stdout } = await outwaiting(['doctor', '--timeout', '1', '--json']);
    expect(code).toBe(0);
    expect(readDocument('doctor', stdout)).toMatchObject({
      capabilities: { beams: { state: 'unknown' }, samples: { state: 'yes' } },
    });
  });
});

describe('a server that answers all but one question', () => {
  const isBeams = ({ body }: ReceivedRequest): boolean =>
    (body as { use_beam_search?: true } | undefined)?.use_beam_search === true;

  const butBeams = (script: Script): Script => {
    const chat = answering({ content: 'Hi' });
    return (request, response) => {
      if (isBeams(request)) return script(request, response);
      if (request.body !== undefined) return chat(request, response);
      json(response, 404, { detail: 'Not Found' });
    };
  };

  it.each([[['doctor']], [['generate', 'x']], [['generate', 'x', '--stream']]])(
    'is asked by %j though its release is kept back',
    async (args) => {
      const vllm = scriptedVllm(answering({ content: 'Hi' }));
      await using server = await startScriptedServer((request, response) =>
        request.path === '/version' ? undefined : vllm(request, response),
      );
      const env = { TRELLIS_BASE_URL: server.baseUrl.api };
      const { code, stdout } = await runTrellis([...args, '--timeout', '2'], { env });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Hi|^release +unknown: no answer within 1 s$/m);
      expect(server.requests.filter(({ path }) => path === '/version')).toHaveLength(1);
    },
  );

  it('is told of but for what it broke off', async () => {
    const breaking = butBeams((_, response) => void response.destroy());
    const { code, stdout, stderr } = await against(breaking, ['doctor']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^beams +unknown +the connection broke \(ECONNRESET\); ask again/m);
    expect(stdout).toMatch(/^metrics /m);
  });

  it('is told of in a document as far as it answered, where it then broke', async () => {
    const busy = butBeams((_, response) => json(response, 429, { error: { message: 'busy' } }));
    const { code, stdout } = await against(busy, ['doctor', '--json']);
    expect(code).toBe(3);
    expect(readDocument('error', stdout)).toMatchObject({
      error: { kind: 'server' },
      seen: { models: [{}], capabilities: { tokenize: {}, 'chat-constraints': {} } },
    });
  });
});

describe('the way to the server', () => {
  it.each([
    ['the option', ['--api-key', 'secret'], {}],
    ['the variable', [], { TRELLIS_API_KEY: 'secret' }],
    ['the option over the variable', ['--api-key', 'secret'], { TRELLIS_API_KEY: 'other' }],
  ] as const)('takes its key from %s', async (_what, args, env) => {
    const script = scriptedVllm(answering({ content: 'Hi' }), { key: 'secret' });
    await using server = await startScriptedServer(script);
    const found = ['generate', 'x', '--base-url', server.baseUrl.api, ...args];
    expect(await runTrellis(found, { env })).toMatchObject({ code: 0, stdout: 'Hi' });
  });

  it.each([
    ['the variable', [], 'second'],
    ['the option over the variable', ['--model', 'first'], 'first'],
  ] as const)('takes its model from %s', async (_what, args, model) => {
    const script = scriptedVllm(answering({ content: 'Hi' }), { models: ['first', 'second'] });
    await using server = await startScriptedServer(script);
    const env = { TRELLIS_BASE_URL: server.baseUrl.api, TRELLIS_MODEL: 'second' };
    expect(await runHere(['generate', 'x', ...args], { env })).toMatchObject({ code: 0 });
    const [asked] = server.requests.filter(({ path }) => path.endsWith('/completions'));
    expect(asked?.body).toMatchObject({ model });
  });

  it('keeps the key and the model of one server from any other', async () => {
    const script = scriptedVllm(answering({ content: 'Hi' }), { models: ['first', 'second'] });
    await using server = await startScriptedServer(script);
    const env = {
      TRELLIS_BASE_URL: 'http://gpu.invalid:8000/v1',
      TRELLIS_API_KEY: 'top-secret',
      TRELLIS_MODEL: 'second',
    };
    const args = ['generate', 'x', '--base-url', server.baseUrl.api];
    expect(await runHere(args, { env })).toMatchObject({ code: 0 });
    expect(JSON.stringify(server.requests)).not.toMatch(/top-secret|"model":"second"/);
  });

  it('tells a wrong key from a missing server, and both end with 3', async () => {
    const script = scriptedVllm(answering({ content: 'Hi' }), { key: 'secret' });
    const server = await startScriptedServer(script);
    const env = { TRELLIS_BASE_URL: server.baseUrl.api };
    const refused = await runHere(['doctor'], { env });
    const wrong = await runHere(['doctor', '--api-key', 'wrong'], { env });
    await server[Symbol.asyncDispose]();
    const gone = await runHere(['doctor'], { env });
    expect([refused.code, wrong.code, gone.code]).toEqual([3, 3, 3]);
    expect(wrong.stderr).toContain(`${server.baseUrl.origin} refuses the key: Unauthorized`);
    expect(refused.stderr).toContain(
      `${server.baseUrl.origin} asks for a key, and none is given by`,
    );
    expect(gone.stderr).toContain(`nothing answers at ${server.baseUrl.origin}: no server listens`);
  });
});

describe('a server that says nothing', () => {
  it.each([
    [['doctor'], () => undefined],
    [['generate', 'x'], () => undefined],
    [['generate', 'x'], scriptedVllm(() => undefined)],
  ] as readonly [readonly string[], Script][])(
    'is given up when the time is over: %j',
    async (args, script) => {
      await using server = await startScriptedServer(script);
      const env = { TRELLIS_BASE_URL: server.baseUrl.api };
      const clock = new HeldTimers();
      const ending = runHere([...args, '--timeout', '1'], { env, clock });
      const { code, stderr } = await outwait(clock, () => clock.pending > 0, ending);
      expect(code).toBe(3);
      expect(stderr).toMatch(/is silent: no answer within 1 s; --timeout SECONDS waits longer\n$/);
    },
  );
});

describe('trellis complete', () => {
  it('asks for nothing inside a secret, unless it is to be sent', async () => {
    const token = `ghp_${'a1B2c3'.repeat(6)}`;
    await writeFile(at('half'), `const t = '${token.slice(0, 20)}`);
    await writeFile(at('rest'), `${token.slice(20)}';`);
    const args = ['complete', '--prefix', at('half'), '--suffix', at('rest')];
    const refused = await against(completing('x'), args);
    expect(refused).toMatchObject({ code: 2, requests: [] });
    expect(refused.stderr).toContain('the gap is in what looks like a secret (GitHub token)');
    expect(await against(completing('x'), [...args, '--allow-secrets'])).toMatchObject({
      code: 0,
    });
  });

  it.each([
    ['--prefix', ['complete', '--prefix', '.env']],
    ['--prefix', ['complete', '--prefix', '.ssh/config']],
    ['--suffix', ['complete', '--prefix', 'prefix', '--suffix', '.env']],
    ['a link', ['complete', '--prefix', 'harmless']],
    ['a schema', ['generate', 'x', '--json-schema', 'token.json']],
    ['a picture', ['generate', 'x', '--image', '.ssh/config']],
  ])('sends no file whose name tells a secret: %s', async (_what, args) => {
    const home = await mkdtemp(join(folder, 'home-'));
    await mkdir(join(home, '.ssh'));
    for (const name of ['.env', '.ssh/config', 'token.json', 'prefix']) {
      await writeFile(join(home, name), '{}');
    }
    await symlink(join(home, '.env'), join(home, 'harmless'));
    const named = args.map((arg) =>
      /^(?:\.|token|prefix|harmless)/.test(arg) ? join(home, arg) : arg,
    );
    const refused = await against(completing('x'), named);
    expect(refused).toMatchObject({ code: 2, requests: [] });
    expect(refused.stderr).toMatch(
      /^trellis: .* may hold a secret \(.+\); nothing was sent \(--allow-secrets sends it\)\n$/,
    );
    const allowed = await against(completing('x'), [...named, '--allow-secrets']);
    expect(allowed.stderr).not.toContain('may hold a secret');
  });

  it('fills in the middle as the model was trained to, known by its tokenizer', async () => {
    const args = ['complete', '--prefix', at('prefix'), '--suffix', at('suffix')];
    const { stdout, asked } = await against(completing('bar<|fim_prefix|>x'), args);
    expect(stdout).toBe('bar');
    expect(asked[0]?.body).toMatchObject({
      prompt: '<|fim_prefix|>const a = foo(<|fim_suffix|>);\n<|fim_middle|>',
      temperature: 0,
      stop_token_ids: [100, 101, 102],
    });
  });

  it('warns of a model that does not see the suffix', async () => {
    const other: Script = (request, response) => {
      if (request.path === '/tokenize') json(response, 200, { tokens: [1, 2] });
      else return scriptedVllm(completing('bar'))(request, response);
    };
    await using server = await startScriptedServer(other);
    const args = ['complete', '--prefix', '-', '--suffix', at('suffix'), '--json'];
    const env = { TRELLIS_BASE_URL: server.baseUrl.api };
    const { stdout, stderr } = await runHere(args, { env, stdin: 'foo(' });
    expect(stderr).toContain('it did not see the suffix');
    expect(readDocument('complete', stdout)).toMatchObject({
      text: 'bar',
      method: 'prefix-only',
      family: null,
    });
  });

  it.each([
    [[], '--prefix is missing'],
    [['--prefix', '-', '--suffix', '-'], 'cannot both come from standard input'],
  ])('%j is bad usage', async (args, message) => {
    const { code, stderr } = await runHere(['complete', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('trellis adapters', () => {
  it('says which switch of the server is missing', async () => {
    const off: Script = (_, response) => json(response, 404, { detail: 'Not Found' });
    const { code, stderr } = await against(off, ['adapters', 'load', 'style', '/loras/style']);
    expect(code).toBe(3);
    expect(stderr).toContain('Not Found; start vLLM with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True');
  });
});
