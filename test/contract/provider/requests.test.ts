import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { modelName } from '../../../src/embedded/identity';
import type {
  CompleteRequest,
  GenerateRequest,
  ProviderKind,
  SentRequest,
  ToolChoice,
} from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { Engines } from '../../support/releases';
import {
  eventStream,
  json,
  openStream,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

async function send(kind: ProviderKind, request: CompleteRequest) {
  server = await startScriptedServer((_, response) => {
    eventStream(response, 'data: {"choices":[{"text":"","finish_reason":"stop"}]}\n\n');
    response.end('data: [DONE]\n\n');
  });
  const llm = createLLM(kind, { baseUrl: server.baseUrl, apiKey: 'secret' });
  let sent: SentRequest | undefined;
  const events = await collectEvents(llm.complete(request, { onSend: (what) => (sent = what) }));
  // What is asked beforehand, of release and window, is not the matter here.
  return { events, sent, received: server.requests.find(({ method }) => method === 'POST') };
}

describe('answers of which only the first is read', () => {
  it.each<[string, unknown, number]>([
    ['two', 2, 1],
    ['one', 1, 0],
    ['nobody knows how many', 'x', 0],
  ])('%s are told once', async (_what, n, times) => {
    const wish = { model: 'm', prompt: 'p', maxTokens: 8, extraBody: { n } };
    const { events, received } = await send('vllm', wish);
    expect(received?.body).toMatchObject({ n });
    const told = events.filter((event) => event.type === 'problem');
    expect(told.map(({ problem }) => problem.code)).toEqual(Array(times).fill('unsupported'));
  });
});

describe('five stop strings', () => {
  const stop = ['1', '2', '3', '4', 'END'];

  it('are four to the server, and the stream is left at the fifth', async () => {
    const pieces = ['a EN', 'D b'].map((text) => JSON.stringify({ choices: [{ text }] }));
    const chunks = pieces.map((piece) => `data: ${piece}\n\n`);
    server = await startScriptedServer(openStream(...chunks));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const events = await collectEvents(
      llm.complete({ model: 'm', prompt: 'p', maxTokens: 8, stop }),
    );
    expect(server.requests.at(-1)?.body).toMatchObject({ stop: stop.slice(0, 4) });
    expect(events).toEqual([
      { type: 'text-delta', text: 'a ' },
      { type: 'finish', reason: 'stop', stopReason: 'END' },
    ]);
    await server.abandoned;
  });
});

describe('what a person adds', () => {
  const chat = { messages: [], model: 'm', maxTokens: 8, thinking: 'off' } as const;
  const extraBody = { n: 5, temperature: 0.3, logprobs: false };

  it.each(['vllm', 'openai'] as const)(
    'goes over everything in candidates, too: %s',
    async (kind) => {
      server = await startScriptedServer(({ method }, response) =>
        json(
          response,
          200,
          method === 'GET' ? { data: [] } : { choices: [{ message: { content: 'a' } }] },
        ),
      );
      const llm = createLLM(kind, { baseUrl: server.baseUrl });
      await llm.candidates({ ...chat, beams: { width: 2 }, extraBody });
      expect(server.requests.at(-1)?.body).toMatchObject(extraBody);
    },
  );
});

describe('a server that is not vLLM', () => {
  it.each<[keyof GenerateRequest, Partial<GenerateRequest>]>([
    ['stopTokenIds', { stopTokenIds: [1] }],
    ['guided', { guided: { kind: 'regex', pattern: 'a' } }],
    ['thinking', { thinking: 'on' }],
    ['thinkingBudget', { thinkingBudget: 4 }],
    ['priority', { priority: 0 }],
    ['cacheSalt', { cacheSalt: 's' }],
    ['requestId', { requestId: 'r' }],
    ['truncatePromptTokens', { truncatePromptTokens: 9 }],
  ])('is not sent what only vLLM has, and that is told: %s', async (_name, wish) => {
    const answer = { choices: [{ message: { content: 'a' }, finish_reason: 'stop' }] };
    server = await startScriptedServer((_, response) => json(response, 200, answer));
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    const plain = { model: 'm', messages: [] };
    expect((await llm.generate(plain)).problems).toEqual([]);
    const { problems } = await llm.generate({ ...plain, ...wish });
    expect(problems).toMatchObject([{ code: 'unsupported' }]);
    const [first, second] = server.requests.map(({ body }) => body);
    expect(second).toEqual(first);
  });
});

describe('a required tool call that was cut', () => {
  const message =
    '1 validation error for list[function-wrap[__log_extra_fields__()]]\n  Invalid JSON: EOF while parsing a string at line 13 column 8';
  const cut: Script = (_, response) =>
    json(response, 400, { error: { message, type: 'BadRequestError', param: null, code: 400 } });
  const tools = [{ name: 'say', parameters: { type: 'object' } }];
  const asked = { model: 'm', messages: [], maxTokens: 8, thinking: 'off', tools } as const;

  it.each<[string, ToolChoice]>([
    ['required', 'required'],
    ['named', { name: 'say' }],
  ])('is a bad call and no failure, %s (seen on 0.16.0)', async (_what, toolChoice) => {
    server = await startScriptedServer(cut);
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const { finishReason, problems } = await llm.generate({ ...asked, toolChoice });
    expect(finishReason).toBe('length');
    expect(problems.map(({ code }) => code)).toEqual(['bad-tool-call']);
  });

  it('is a refusal like another where none was required', async () => {
    server = await startScriptedServer(cut);
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    await expect(llm.generate(asked)).rejects.toMatchObject({ code: 'rejected' });
  });
});

describe('a completion on the wire', () => {
  const request: CompleteRequest = {
    model: 'm',
    prompt: 'p',
    maxTokens: 8,
    temperature: 0,
    topP: 0.5,
    seed: 7,
    stop: ['\n'],
    stopTokenIds: [1, 2],
    extraBody: { priority: 3 },
  };

  it('has every field at the top level, extra ones too', async () => {
    const { received } = await send('vllm', request);
    expect(received?.body).toEqual({
      model: 'm',
      prompt: 'p',
      max_tokens: 8,
      temperature: 0,
      top_p: 0.5,
      seed: 7,
      stop: ['\n'],
      stop_token_ids: [1, 2],
      stream: true,
      stream_options: { include_usage: true },
      priority: 3,
    });
  });

  it('leaves out what was not asked for, and never sends a suffix', async () => {
    const { received } = await send('vllm', { model: 'm', prompt: 'p', maxTokens: 8 });
    expect(Object.keys(received?.body as object).sort()).toEqual([
      'max_tokens',
      'model',
      'prompt',
      'stream',
      'stream_options',
    ]);
  });

  it('to a server that is not vLLM says which field was left out', async () => {
    const { received, events } = await send('openai', request);
    expect(received?.body).not.toHaveProperty('stop_token_ids');
    expect(events[0]).toMatchObject({ type: 'problem', problem: { code: 'unsupported' } });
  });

  it('is reported to the journal without the key', async () => {
    const { sent, received } = await send('vllm', request);
    expect(sent).toEqual({
      method: 'POST',
      url: `${server.baseUrl.api}/completions`,
      body: received?.body,
    });
    expect(JSON.stringify(sent)).not.toContain('secret');
  });
});

describe.each(['0.10.2', '0.31.0', '0.32.0', 'rust'])('a raw prompt on %s', (release) => {
  it('has its answer shortened to what the window holds, and that is said', async () => {
    await using engines = new Engines();
    const llm = await engines.met(release);
    const [card] = await llm.models();
    const window = card?.contextWindow ?? 0;
    const { tokens } = await llm.tokenize({ model: modelName, text: 'x', addSpecialTokens: 'no' });
    const prompt = Array.from({ length: window - 10 }, () => tokens[0] ?? 0);
    const events = await collectEvents(llm.complete({ model: modelName, prompt, maxTokens: 200 }));
    const problems = events.flatMap((event) => (event.type === 'problem' ? [event.problem] : []));
    expect(problems).toMatchObject([
      {
        code: 'shortened',
        message: expect.stringContaining('10 tokens instead of 200') as string,
      },
    ]);
    const tooLong = collectEvents(
      llm.complete({ model: modelName, prompt: [...prompt, ...prompt], maxTokens: 1 }),
    );
    await expect(tooLong).rejects.toMatchObject({ reason: 'prompt-too-long' });
  });
});
