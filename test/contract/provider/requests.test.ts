import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { CompleteRequest, ProviderKind, SentRequest } from '../../../src/provider/llm';
import { modelName } from '../../../src/embedded/identity';
import { collectEvents } from '../../support/collectEvents';
import { Engines } from '../../support/releases';
import {
  eventStream,
  startScriptedServer,
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
        message: expect.stringContaining('10 tokens in place of 200') as string,
      },
    ]);
    const tooLong = collectEvents(
      llm.complete({ model: modelName, prompt: [...prompt, ...prompt], maxTokens: 1 }),
    );
    await expect(tooLong).rejects.toMatchObject({ reason: 'prompt-too-long' });
  });
});
