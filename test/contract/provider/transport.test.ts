import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { ProviderError } from '../../../src/provider/errors';
import type {
  CallOptions,
  CompleteRequest,
  LLM,
  ProviderKind,
  StreamEvent,
} from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { ManualClock, settle } from '../../support/manualClock';
import { chatChunk } from '../../support/scriptedChat';
import {
  eventStream,
  json,
  openStream,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';

const request: CompleteRequest = { model: 'm', prompt: 'p', maxTokens: 8 };
const chat = { model: 'm', messages: [{ role: 'user', content: 'p' }], thinking: 'off' } as const;
const chunk = (text: string): string => `data: ${JSON.stringify({ choices: [{ text }] })}\n\n`;
const finish = `data: {"choices":[{"text":"","finish_reason":"stop"}]}\n\n`;
const done = 'data: [DONE]\n\n';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

interface Made {
  readonly clock?: ManualClock;
  /** Nothing is asked in front of what the test asks where it is no vLLM. */
  readonly kind?: ProviderKind;
}

async function llmFor(script: Script, { kind = 'vllm', ...options }: Made = {}): Promise<LLM> {
  server = await startScriptedServer(script);
  return createLLM(kind, { baseUrl: server.baseUrl, apiKey: 'secret', ...options });
}

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  return work.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error as ProviderError,
  );
}

describe('a stream', () => {
  it('arrives event by event and ends with its finish', async () => {
    const llm = await llmFor((_, response) => {
      eventStream(response, chunk('a'), chunk('b'), finish, done);
      response.end();
    });
    const events = await collectEvents(llm.complete(request));
    expect(events).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'text-delta', text: 'b' },
      { type: 'finish', reason: 'stop', stopReason: undefined },
    ]);
  });

  it('survives a split inside a UTF-8 character', async () => {
    const bytes = Buffer.from(chunk('é🌿') + finish + done);
    const llm = await llmFor(async (_, response) => {
      eventStream(response);
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    });
    expect(textOf(await collectEvents(llm.complete(request)))).toBe('é🌿');
  });

  it('goes on after a garbage line, which is reported', async () => {
    const llm = await llmFor((_, response) => {
      eventStream(response, chunk('a'), 'data: {oops\n\n', chunk('b'), finish, done);
      response.end();
    });
    const events = await collectEvents(llm.complete(request));
    expect(textOf(events)).toBe('ab');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'problem',
        problem: expect.objectContaining({ code: 'bad-chunk' }) as object,
      }),
    );
  });

  it('that ends before the answer did says so', async () => {
    const llm = await llmFor((_, response) => {
      eventStream(response, chunk('a'), done);
      response.end();
    });
    const events = await collectEvents(llm.complete(request));
    expect(events.at(-1)).toMatchObject({ type: 'problem', problem: { code: 'no-finish' } });
  });

  it('with an error inside a 200 throws that error', async () => {
    const llm = await llmFor((_, response) => {
      eventStream(
        response,
        'data: {"error":{"message":"bad grammar","type":"BadRequestError","code":400}}\n\n',
        done,
      );
      response.end();
    });
    const error = await failureOf(collectEvents(llm.complete(request)));
    expect(error).toMatchObject({ code: 'rejected', message: 'bad grammar' });
  });

  it('whose connection breaks throws after what had arrived', async () => {
    const llm = await llmFor((_, response) => {
      eventStream(response, chunk('a'));
      setImmediate(() => response.destroy());
    });
    const seen: string[] = [];
    const error = await failureOf(
      (async () => {
        for await (const event of llm.complete(request)) {
          if (event.type === 'text-delta') seen.push(event.text);
        }
      })(),
    );
    expect(seen).toEqual(['a']);
    expect(error).toMatchObject({ code: 'unreachable', begun: true });
  });

  it('is one however its type is written', async () => {
    const llm = await llmFor((_, response) => {
      response.writeHead(200, { 'content-type': 'Text/Event-Stream; charset=utf-8' });
      response.end(chunk('a') + finish + done);
    });
    expect(textOf(await collectEvents(llm.complete(request)))).toBe('a');
  });

  it('answered with a page instead of events is a bad response', async () => {
    const llm = await llmFor((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>hello</html>');
    });
    expect(await failureOf(collectEvents(llm.complete(request)))).toMatchObject({
      code: 'bad-response',
    });
  });
});

describe('an answer of 200 that is an error', () => {
  const ways: readonly (readonly [string, (llm: LLM) => Promise<unknown>])[] = [
    ['generate', (llm) => llm.generate(chat)],
    ['stream', (llm) => collectEvents(llm.stream(chat))],
    ['complete', (llm) => collectEvents(llm.complete(request))],
    ['candidates', (llm) => llm.candidates({ ...chat, maxTokens: 4, beams: { width: 2 } })],
    ['load', (llm) => llm.loadAdapter('a', '/a')],
  ];
  it.each(ways)('is that error, in the server’s words, to %s', async (_way, ask) => {
    const body = {
      error: { message: 'the engine is tired', type: 'InternalServerError', code: 500 },
    };
    const llm = await llmFor(({ method }, response) =>
      json(response, 200, method === 'GET' ? { data: [] } : body),
    );
    expect(await failureOf(ask(llm))).toMatchObject({
      code: 'failed',
      status: 500,
      message: 'the engine is tired',
    });
  });

  it('is told by a probe', async () => {
    const llm = await llmFor(({ method }, response) =>
      json(response, 200, method === 'GET' ? { data: [] } : { error: 'the engine is tired' }),
    );
    // Everything that is to be generated fails: the engine has died, and its words are told.
    await expect(llm.capabilities({ model: 'm' })).rejects.toMatchObject({
      message: 'the engine is tired',
      reason: 'engine-dead',
    });
  });
});

describe('a server that has no room', () => {
  const busy = {
    error: { message: 'The engine is currently busy.', type: 'Service Unavailable', code: 503 },
  };
  const whole = { choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }] };

  /** Refuses so many requests, and says when it is asked. */
  async function refusing(times: number, headers: Readonly<Record<string, string>> = {}) {
    const clock = new ManualClock();
    const arrivals: number[] = [];
    const llm = await llmFor(
      ({ method, body }, response) => {
        if (method === 'GET') {
          json(response, 200, { data: [] });
          return;
        }
        arrivals.push(clock.now());
        if (arrivals.length <= times) {
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
          json(response, 503, busy);
        } else if ((body as { stream: boolean }).stream) {
          eventStream(response, chatChunk({ content: 'a' }, 'stop'), chunk('a'), finish, done);
          response.end();
        } else json(response, 200, whole);
      },
      { clock },
    );
    /** Moves time on, once the first request has come, until `work` is done. */
    const pass = async <T>(work: Promise<T>): Promise<T> => {
      const state = { over: false };
      const ended = work.finally(() => (state.over = true));
      ended.catch(() => undefined);
      while (!state.over) {
        await new Promise(setImmediate);
        if (arrivals.length > 0) await clock.advance(100);
      }
      return ended;
    };
    return { llm, arrivals, pass };
  }

  const ways: readonly (readonly [string, (llm: LLM, call?: CallOptions) => Promise<unknown>])[] = [
    ['generate', (llm, call) => llm.generate(chat, call)],
    ['stream', (llm, call) => collectEvents(llm.stream(chat, call))],
    ['complete', (llm, call) => collectEvents(llm.complete(request, call))],
    [
      'candidates',
      (llm, call) => llm.candidates({ ...chat, maxTokens: 4, beams: { width: 2 } }, call),
    ],
  ];

  it.each(ways)('is asked once more, after a second: %s', async (_way, ask) => {
    const { llm, arrivals, pass } = await refusing(1);
    await pass(ask(llm));
    const [first = 0, second = 0, ...others] = arrivals;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    expect(others).toEqual([]);
  });

  it.each(ways)('is asked no third time: %s', async (_way, ask) => {
    const { llm, arrivals, pass } = await refusing(9);
    expect(await pass(failureOf(ask(llm)))).toMatchObject({ code: 'overloaded' });
    expect(arrivals).toHaveLength(2);
  });

  it.each(ways)('is not asked again with every keystroke: %s', async (_way, ask) => {
    const { llm, arrivals } = await refusing(1);
    expect(await failureOf(ask(llm, { urgency: 'now' }))).toMatchObject({ code: 'overloaded' });
    expect(arrivals).toHaveLength(1);
  });

  it.each(ways)('is left at once by an abort: %s', async (_way, ask) => {
    const { llm, arrivals } = await refusing(1);
    const controller = new AbortController();
    const failure = failureOf(ask(llm, { signal: controller.signal }));
    while (arrivals.length === 0) await new Promise(setImmediate);
    // The refusal is on its way, and then waited on.
    for (let lap = 0; lap < 9; lap++) await new Promise(setImmediate);
    controller.abort();
    expect((await failure).name).toBe('AbortError');
    expect(arrivals).toHaveLength(1);
  });

  it('is waited for as long as it says, and not where that is long', async () => {
    const patient = await refusing(1, { 'retry-after': '7' });
    await patient.pass(patient.llm.generate(chat));
    const [first = 0, second = 0] = patient.arrivals;
    expect(second - first).toBeGreaterThanOrEqual(7_000);
    await server[Symbol.asyncDispose]();
    const dated = await refusing(1, {
      date: 'Sun, 06 Nov 1994 08:49:37 GMT',
      'retry-after': 'Sun, 06 Nov 1994 08:49:49 GMT',
    });
    await dated.pass(dated.llm.generate(chat));
    const [third = 0, fourth = 0] = dated.arrivals;
    expect(fourth - third).toBeGreaterThanOrEqual(12_000);
    await server[Symbol.asyncDispose]();
    const gone = await refusing(1, { 'retry-after': '3600' });
    expect(await failureOf(gone.llm.generate(chat))).toMatchObject({
      code: 'overloaded',
      retryAfter: 3_600_000,
    });
    expect(gone.arrivals).toHaveLength(1);
  });

  it('is not asked again to load an adapter', async () => {
    const { llm, arrivals } = await refusing(1);
    expect(await failureOf(llm.loadAdapter('a', '/a'))).toMatchObject({ code: 'overloaded' });
    expect(arrivals).toHaveLength(1);
  });
});

describe('a whole answer', () => {
  const list = JSON.stringify({ data: [{ id: 'm' }] });

  it('may drip: silence is what ends it, not its length', async () => {
    const clock = new ManualClock();
    const llm = await llmFor(
      async (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        for (const piece of list) {
          response.write(piece);
          for (let lap = 0; lap < 4; lap++) await new Promise(setImmediate);
          await clock.advance(100_000);
        }
        response.end();
      },
      { clock },
    );
    expect(await llm.models()).toHaveLength(1);
  });

  it('that is longer than an answer may be is a bad response', async () => {
    server = await startScriptedServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(list + ' '.repeat(1_000));
    });
    const { baseUrl } = server;
    const longestAnswer = list.length + 1_000;
    expect(
      await createLLM('vllm', { baseUrl, maxAnswerBytes: longestAnswer }).models(),
    ).toHaveLength(1);
    const llm = createLLM('vllm', { baseUrl, maxAnswerBytes: longestAnswer - 1 });
    expect(await failureOf(llm.models())).toMatchObject({ code: 'bad-response' });
  });
});

describe('an abort', () => {
  it('closes the socket of a stream', async () => {
    const llm = await llmFor(openStream(chunk('a')));
    const controller = new AbortController();
    const events = llm.complete(request, { signal: controller.signal });
    const error = await failureOf(
      (async () => {
        for await (const event of events) if (event.type === 'text-delta') controller.abort();
      })(),
    );
    expect(error.name).toBe('AbortError');
    await server.abandoned;
  });

  it('closes the socket before the first byte', async () => {
    const controller = new AbortController();
    const llm = await llmFor(() => controller.abort());
    const work = llm.generate({ model: 'm', messages: [] }, { signal: controller.signal });
    expect((await failureOf(work)).name).toBe('AbortError');
    await server.abandoned;
  });

  it('before the call sends nothing', async () => {
    const llm = await llmFor((_, response) => json(response, 200, {}));
    const work = llm.models({ signal: AbortSignal.abort() });
    expect((await failureOf(work)).name).toBe('AbortError');
    expect(server.requests).toEqual([]);
  });

  it('is what leaving the loop does', async () => {
    const llm = await llmFor(openStream(chunk('a')));
    for await (const event of llm.complete(request)) if (event.type === 'text-delta') break;
    await server.abandoned;
  });
});

describe('the connection', () => {
  it('refuses a redirect and names its target', async () => {
    const llm = await llmFor((_, response) => {
      response.writeHead(307, { location: 'http://elsewhere.example/v1' });
      response.end();
    });
    const error = await failureOf(llm.models());
    expect(error).toMatchObject({ code: 'rejected', status: 307 });
    expect(error.message).toContain('http://elsewhere.example/v1');
    expect(server.requests).toHaveLength(1);
  });

  it('sends a request once more when the server had closed the idle socket', async () => {
    const list = { data: [{ id: 'm' }] };
    let calls = 0;
    const llm = await llmFor((_, response) => {
      // The second request arrives on the kept-alive socket and finds it dying.
      if (++calls === 2) response.destroy();
      else json(response, 200, list);
    });
    await llm.models();
    expect(await llm.models()).toHaveLength(1);
    expect(calls).toBe(3);
  });

  it('sends no request again that the server may have worked on', async () => {
    const clock = new ManualClock();
    let calls = 0;
    const llm = await llmFor(
      async (_, response) => {
        if (++calls === 1) {
          json(response, 200, { data: [{ id: 'm' }] });
          return;
        }
        await clock.advance(1_500);
        response.destroy();
      },
      { clock, kind: 'openai' },
    );
    await llm.models();
    expect(await failureOf(collectEvents(llm.complete(request)))).toMatchObject({
      code: 'unreachable',
    });
    const [first, second] = server.requests.map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(calls).toBe(2);
  });

  it('sends an answer’s request once more where the socket had died before', async () => {
    const clock = new ManualClock();
    let calls = 0;
    const llm = await llmFor(
      (_, response) => {
        calls++;
        if (calls === 1) {
          json(response, 200, { data: [{ id: 'm' }] });
          return;
        }
        if (calls === 2) {
          response.destroy();
          return;
        }
        eventStream(response, chunk('a'), finish, done);
        response.end();
      },
      { clock, kind: 'openai' },
    );
    await llm.models();
    expect(textOf(await collectEvents(llm.complete(request)))).toBe('a');
    expect(calls).toBe(3);
  });

  it('sends no request again whose answer had begun', async () => {
    let calls = 0;
    const llm = await llmFor(
      (_, response) => {
        if (++calls === 1) {
          json(response, 200, { data: [{ id: 'm' }] });
          return;
        }
        const { socket } = response;
        socket?.write('HTTP/1.1 20', () => socket.destroy());
      },
      { kind: 'openai' },
    );
    await llm.models();
    expect(await failureOf(collectEvents(llm.complete(request)))).toMatchObject({
      code: 'unreachable',
    });
    expect(calls).toBe(2);
  });

  it.each<[string, (llm: LLM) => Promise<void>]>([
    ['loads', (llm) => llm.loadAdapter('a', '/a')],
    ['unloads', (llm) => llm.unloadAdapter('a')],
  ])('never %s an adapter twice, and on a socket of its own', async (_what, change) => {
    const llm = await llmFor(({ method }, response) => {
      if (method === 'GET') json(response, 200, { data: [{ id: 'm' }] });
      else response.destroy();
    });
    await llm.models();
    expect(await failureOf(change(llm))).toMatchObject({ code: 'unreachable' });
    const [listed, changed, ...others] = server.requests;
    expect(changed?.connection).not.toBe(listed?.connection);
    expect(others).toEqual([]);
  });

  it('takes a kept-alive socket, unless a fresh one is asked for', async () => {
    const llm = await llmFor((_, response) => json(response, 200, { data: [] }));
    await llm.models();
    await llm.models();
    await llm.models({ connection: 'fresh' });
    await llm.models();
    const [first, second, third, fourth] = server.requests.map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(fourth).toBe(first);
  });

  it('does not repeat a request that died on a fresh socket', async () => {
    const llm = await llmFor((_, response) => {
      response.destroy();
    });
    expect(await failureOf(llm.models())).toMatchObject({ code: 'unreachable', begun: false });
    expect(server.requests).toHaveLength(1);
  });

  it('to a closed port is unreachable', async () => {
    const llm = await llmFor(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await failureOf(llm.models())).toMatchObject({
      code: 'unreachable',
      message: 'ECONNREFUSED',
    });
  });

  it('waits through 301 s of silence and gives up at the timeout', async () => {
    const clock = new ManualClock();
    let asked = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const llm = await llmFor(
      ({ method }, response) =>
        method === 'GET' ? json(response, 404, { detail: 'Not Found' }) : asked(),
      { clock },
    );
    let failure: ProviderError | undefined;
    const work = collectEvents(llm.complete(request)).catch((error: unknown) => {
      failure = error as ProviderError;
    });
    await arrived;
    await clock.advance(301_000);
    expect(failure).toBeUndefined();
    await clock.advance(300_000);
    await work;
    expect(failure).toMatchObject({ code: 'timeout' });
    await server.abandoned;
    await settle();
  });

  it('gives the key to the server as a bearer token', async () => {
    const llm = await llmFor((_, response) => json(response, 200, { data: [{ id: 'm' }] }));
    await llm.models();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it.each([
    ['OPENAI_ORG_ID', 'somebody'],
    ['OPENAI_PROJECT_ID', 'something'],
    ['OPENAI_CUSTOM_HEADERS', 'Authorization: Bearer another'],
  ])('sends nothing of %s, and nothing about the machine', async (name, value) => {
    vi.stubEnv(name, value);
    const llm = await llmFor((_, response) => json(response, 200, { data: [] }));
    await llm.models();
    vi.unstubAllEnvs();
    expect(server.requests[0]?.headers).toEqual({
      accept: 'application/json',
      authorization: 'Bearer secret',
      connection: 'keep-alive',
      'content-type': 'application/json',
      host: expect.any(String) as string,
      'user-agent': 'Trellis',
    });
  });

  it.each([
    ['key', { apiKey: 'fo\no' }, 'unauthorized'],
    ['key', { apiKey: 'ключ' }, 'unauthorized'],
    ['header x-team', { headers: { 'X-Team': 'ключ' } }, 'rejected'],
  ])('never shows a %s that cannot be sent', async (what, options, code) => {
    server = await startScriptedServer(() => undefined);
    const llm = createLLM('vllm', { baseUrl: server.baseUrl, ...options });
    const { code: said, message } = await failureOf(llm.models());
    expect({ said, message }).toEqual({
      said: code,
      message: `the ${what} holds a character that cannot be sent`,
    });
    expect(server.requests).toEqual([]);
  });

  it('takes an empty key for none', async () => {
    server = await startScriptedServer((_, response) => json(response, 200, { data: [] }));
    await createLLM('vllm', { baseUrl: server.baseUrl, apiKey: '' }).models();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer EMPTY');
  });

  it('works for the next request after every kind of failure', async () => {
    const failures: Script[] = [
      (_, response) => json(response, 401, { error: 'Unauthorized' }),
      (_, response) => json(response, 500, { error: { message: 'EngineCore' } }),
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"data":', () => response.destroy());
      },
      (_, response) => {
        response.end('not json');
      },
    ];
    let turn = 0;
    const llm = await llmFor((received, response) => {
      const failure = turn % 2 === 0 ? failures[turn / 2] : undefined;
      turn++;
      if (failure) return failure(received, response);
      json(response, 200, { data: [{ id: 'm' }] });
    });
    const codes: string[] = [];
    while (turn < 2 * failures.length) {
      codes.push((await failureOf(llm.models())).code);
      expect(await llm.models()).toHaveLength(1);
    }
    expect(codes).toEqual(['unauthorized', 'failed', 'unreachable', 'bad-response']);
  });
});
