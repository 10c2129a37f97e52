import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type {
  CompleteRequest,
  ProviderKind,
  SentRequest,
  ToolChoice,
} from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import {
  eventStream,
  json,
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
  return { events, sent, received: server.requests[0] };
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
