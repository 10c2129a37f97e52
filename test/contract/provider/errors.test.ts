/** Each release's errors, whatever their shape, as the one kind of error that callers act on. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { maxModelLength, modelName } from '../../../src/embedded/identity';
import type { ServerResponse } from 'node:http';
import { createLLM, type LLMOptions } from '../../../src/provider/createLLM';
import type { ProviderErrorDetail, ProviderErrorCode } from '../../../src/provider/errors';
import type { CallOptions, LLM } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { ManualClock } from '../../support/manualClock';
import {
  json,
  eventStream,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import {
  addressed,
  completed,
  Engines,
  failureOf,
  journal,
  question,
  raw,
  reasoningParser,
  releases,
  since,
  streamed,
} from '../../support/releases';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

type Told = Pick<ProviderErrorDetail, 'status' | 'missing' | 'parameter'> & {
  readonly code: ProviderErrorCode;
};

const refused: Told = { code: 'rejected', status: 400 };
const invalidGrammar = { kind: 'grammar', source: 'root ::= missing\n' } as const;
const invalidRegex = { kind: 'regex', pattern: '(a' } as const;

/** No markup of the wire is left in what people read. */
function expectTold(message: string): void {
  expect(message).toMatch(/\S/);
  expect(message).not.toMatch(/^\{|\(parameter=|"message"/);
}

describe.each(releases)('an error of %s', (emulated) => {
  it.each<[string, Told, (llm: LLM) => Promise<unknown>]>([
    [
      'an unknown model',
      { code: 'not-found', status: 404, missing: 'model' },
      (llm) => llm.generate(question({ model: 'nope' })),
    ],
    [
      'an unknown model in a stream',
      { code: 'not-found', status: 404, missing: 'model' },
      (llm) => completed(llm, raw({ model: 'nope' })),
    ],
    ['a malformed field', refused, (llm) => llm.generate(question({ extraBody: { n: 'x' } }))],
    ['too many log-probabilities', refused, (llm) => completed(llm, raw(asking({ logprobs: 99 })))],
    [
      'an empty conversation of nobody',
      refused,
      (llm) => llm.generate(question({ extraBody: { messages: 'none' } })),
    ],
    [
      'a suffix that a person wrote',
      refused,
      (llm) => completed(llm, raw(asking({ suffix: 'x' }))),
    ],
    ['an invalid regex', refused, (llm) => llm.generate(question({ guided: invalidRegex }))],
    [
      'an image',
      refused,
      (llm) =>
        llm.generate(
          question({
            messages: [{ role: 'user', content: [{ kind: 'image', bytes: onePixel }] }],
          }),
        ),
    ],
  ])('is read: %s', async (_what, told, ask) => {
    const error = await failureOf(ask(await engines.met(emulated)));
    expect(error).toMatchObject(told);
    expectTold(error.message);
  });

  it('in a stream that had begun has its kind, and the status it names', async () => {
    const llm = await engines.met(emulated);
    const constraints = since(emulated, '0.6.5') ? [invalidRegex, invalidGrammar] : [invalidRegex];
    for (const guided of constraints) {
      const error = await failureOf(completed(llm, raw({ guided })));
      expect(error).toMatchObject({ code: 'rejected' });
      expectTold(error.message);
      expect(await failureOf(streamed(llm, question({ guided })))).toMatchObject({
        code: 'rejected',
      });
    }
  });

  it('names the field it is about from 0.14 on', async () => {
    const llm = await engines.met(emulated);
    const { parameter } = await failureOf(completed(llm, raw(asking({ logprobs: 99 }))));
    if (emulated !== 'router') {
      expect(parameter).toBe(since(emulated, '0.14.0') ? 'logprobs' : undefined);
    }
  });

  it('is told apart: a wrong key, and none', async () => {
    const options = addressed(await engines.like(emulated, { apiKey: 'right' }));
    for (const apiKey of ['wrong', undefined]) {
      const llm = createLLM('vllm', { ...options, ...(apiKey !== undefined && { apiKey }) });
      const reason = apiKey === undefined ? 'no-key' : undefined;
      for (const failing of [llm.models(), streamed(llm, question())]) {
        const failure = await failureOf(failing);
        expect(failure).toMatchObject({ code: 'unauthorized', status: 401, reason });
      }
    }
    expect(await createLLM('vllm', { ...options, apiKey: 'right' }).models()).toHaveLength(1);
  });

  it('is none for five stop strings: the fifth ends the answer, too', async () => {
    const llm = await engines.met(emulated);
    const { text } = await completed(llm, raw());
    const fifth = text.trim().slice(1, 3);
    expect(fifth).toHaveLength(2);
    const stop = ['\u0001', '\u0002', '\u0003', '\u0004', fifth];
    const ways = [
      completed(llm, raw({ stop })),
      streamed(llm, question({ stop })),
      llm.generate(question({ stop })),
    ];
    const [completion, ...chats] = await Promise.all(ways);
    expect(completion).toMatchObject({
      text: text.slice(0, text.indexOf(fifth)),
      finishReason: 'stop',
    });
    for (const chat of chats) expect(chat.text).not.toContain(fifth);
  });

  it('is none where an answer would leave the window: it is asked shorter', async () => {
    const llm = await engines.met(emulated);
    const text = 'export const '.repeat(2_000);
    const long = [{ role: 'user', content: text }] as const;
    const request = question({ messages: long, maxTokens: maxModelLength, stop: [' '] });
    const { problems } = await llm.generate(request);
    expect(problems.map(({ code }) => code)).toEqual(['shortened']);
  });

  it('comes before anything is sent where the conversation alone is too long', async () => {
    const { sent, onSend } = journal();
    const llm = await engines.met(emulated);
    const long = [{ role: 'user', content: 'a '.repeat(maxModelLength) }] as const;
    expect(await failureOf(llm.generate(question({ messages: long }), { onSend }))).toMatchObject({
      code: 'rejected',
      reason: 'prompt-too-long',
    });
    expect(sent).toEqual([]);
  });

  it('is none where a field is younger than the release: it is left out, and that is said', async () => {
    const llm = await engines.met(emulated, reasoningParser);
    const wish = { thinkingBudget: 3, cacheSalt: 'salt', maxTokens: 24 };
    const younger = [since(emulated, '0.9.0'), since(emulated, '0.20.0')].filter((has) => !has);
    const { text, problems } = await llm.generate(question(wish));
    expect([text, problems.map(({ code }) => code)]).toEqual([
      expect.stringMatching(/\S/),
      younger.map(() => 'unsupported'),
    ]);
  });

  it('never is that of a suffix: none is sent', async () => {
    const { sent, onSend } = journal();
    const llm = await engines.met(emulated, reasoningParser);
    await llm.generate(question(), { onSend });
    await collectEvents(llm.complete(raw(), { onSend }));
    await llm.candidates({ ...question(), maxTokens: 4, beams: { width: 2 } }, { onSend });
    expect(sent.length).toBeGreaterThan(2);
    for (const { body } of sent) expect(body).not.toHaveProperty('suffix');
  });
});

function asking(extraBody: Readonly<Record<string, unknown>>) {
  return { extraBody };
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

describe('an engine that died', () => {
  let server: ScriptedServer;
  afterEach(() => server[Symbol.asyncDispose]());

  const unspecific = { error: { message: 'Internal Server Error', code: 500 } };
  const ownWords = { error: { message: 'EngineCore encountered an issue.', code: 500 } };
  const models = { data: [{ id: modelName }, { id: 'ada', parent: modelName }] };

  interface Dying {
    /** Of `/health`. */
    readonly health: number;
    /** What the first request gets, and those after it. */
    readonly first: (response: ServerResponse) => void;
    readonly later: (response: ServerResponse) => void;
  }

  const dying =
    ({ health, first, later }: Dying): Script =>
    ({ path }, response) => {
      if (path === '/health') json(response, health, {});
      else if (path === '/v1/models') json(response, 200, models);
      else {
        const earlier = server.requests.slice(0, -1);
        const generations = earlier.filter((request) => answering.has(request.path));
        (generations.length === 0 ? first : later)(response);
      }
    };
  const answering = new Set([
    '/v1/chat/completions',
    '/v1/completions',
    '/v1/load_lora_adapter',
    '/v1/unload_lora_adapter',
  ]);
  const says =
    (status: number, body: object) =>
    (response: ServerResponse): void =>
      json(response, status, body);
  const one = { choices: [{ text: 'a' }] };

  const ways: readonly (readonly [string, (llm: LLM, call?: CallOptions) => Promise<unknown>])[] = [
    ['generate', (llm, call) => llm.generate(question(), call)],
    ['stream', (llm, call) => collectEvents(llm.stream(question(), call))],
    ['complete', (llm, call) => collectEvents(llm.complete(raw(), call))],
    ['candidates', (llm, call) => llm.candidates(several, call)],
    ['load', (llm, call) => llm.loadAdapter('a', '/a', call)],
    ['unload', (llm, call) => llm.unloadAdapter('a', call)],
  ];
  const several = { ...question(), maxTokens: 4, beams: { width: 2 } };

  const deaths: readonly (readonly [string, Dying])[] = [
    ['whose health is 503', { health: 503, first: says(500, unspecific), later: says(200, one) }],
    [
      'that answers 200 with an error, its health 503 (seen on 0.16.0)',
      { health: 503, first: says(200, unspecific), later: says(200, one) },
    ],
    [
      'that says so itself behind a router that is well',
      { health: 200, first: says(500, ownWords), later: says(200, one) },
    ],
    [
      'where every request fails, behind a router that is well',
      { health: 200, first: says(500, unspecific), later: says(500, unspecific) },
    ],
    [
      'where every request fails, behind a router without a health',
      { health: 404, first: says(500, unspecific), later: says(200, unspecific) },
    ],
  ];

  describe.each(deaths)('%s', (_death, dead) => {
    it.each(ways)('is told by %s', async (_way, ask) => {
      server = await startScriptedServer(dying(dead));
      const error = await failureOf(ask(createLLM('vllm', { baseUrl: server.baseUrl })));
      expect(error).toMatchObject({ code: 'failed', status: 500, reason: 'engine-dead' });
      expect(error.message).toMatch(/^(EngineCore encountered an issue\.|Internal Server Error)$/);
      expect(error.retryable).toBe(false);
    });
  });

  it.each(ways)('is not made of a single failure by %s', async (_way, ask) => {
    const well = { health: 200, first: says(500, unspecific), later: says(200, one) };
    server = await startScriptedServer(dying(well));
    const error = await failureOf(ask(createLLM('vllm', { baseUrl: server.baseUrl })));
    expect(error).toMatchObject({ code: 'failed', reason: undefined });
  });

  it('is not made of an adapter that fails: its base is asked', async () => {
    server = await startScriptedServer(({ path, body }, response) => {
      if (path === '/health') json(response, 200, {});
      else if (path === '/v1/models') json(response, 200, models);
      else if ((body as { model?: string } | undefined)?.model === 'ada')
        json(response, 500, unspecific);
      else json(response, 200, one);
    });
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const error = await failureOf(llm.generate(question({ model: 'ada' })));
    expect(error).toMatchObject({ code: 'failed', reason: undefined });
  });

  it('is told where an adapter’s failure is 400, as it was until 0.16', async () => {
    server = await startScriptedServer(
      dying({ health: 503, first: says(400, unspecific), later: says(200, one) }),
    );
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    expect(await failureOf(llm.loadAdapter('a', '/a'))).toMatchObject({
      code: 'failed',
      reason: 'engine-dead',
    });
  });

  it('in the middle of a stream is told, too', async () => {
    const first = (response: ServerResponse): void => {
      const piece = { choices: [{ text: 'a', delta: { content: 'a' } }] };
      const events = [piece, unspecific].map((event) => `data: ${JSON.stringify(event)}\n\n`);
      eventStream(response, ...events);
      response.end('data: [DONE]\n\n');
    };
    server = await startScriptedServer(dying({ health: 503, first, later: says(200, one) }));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    expect(await failureOf(completed(llm, raw()))).toMatchObject({ reason: 'engine-dead' });
  });

  describe('is asked for while somebody waits:', () => {
    /** A server that breaks, and whose health never comes. */
    async function hanging(): Promise<{ asked: Promise<void>; options: LLMOptions }> {
      let arrived = (): void => undefined;
      const asked = new Promise<void>((resolve) => (arrived = resolve));
      server = await startScriptedServer(({ path }, response) => {
        if (path === '/health') arrived();
        else if (path === '/v1/models') json(response, 200, models);
        else json(response, 500, unspecific);
      });
      return { asked, options: { baseUrl: server.baseUrl } };
    }

    it.each(ways)('an abort ends it, in %s', async (_way, ask) => {
      const { asked, options } = await hanging();
      const controller = new AbortController();
      const { signal } = controller;
      const failure = failureOf(ask(createLLM('vllm', options), { signal }));
      await asked;
      controller.abort();
      expect((await failure).name).toBe('AbortError');
      await server.abandoned;
    });

    it.each(ways)('five seconds are enough, in %s', async (_way, ask) => {
      const { asked, options } = await hanging();
      const clock = new ManualClock();
      const failure = failureOf(ask(createLLM('vllm', { ...options, clock })));
      await asked;
      await clock.advance(5_000);
      expect(await failure).toMatchObject({ code: 'failed', status: 500, reason: undefined });
      await server.abandoned;
    });
  });
});
