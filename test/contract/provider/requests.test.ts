import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { CompleteRequest, ProviderKind, SentRequest } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
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
