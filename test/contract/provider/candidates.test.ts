import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { Candidates, ProviderKind } from '../../../src/provider/llm';
import {
  json,
  startScriptedServer,
  type ReceivedRequest,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

async function ask(kind: ProviderKind, script: Script): Promise<Candidates> {
  server = await startScriptedServer(scriptedVllm(script));
  const messages = [{ role: 'user', content: 'shorten it' }] as const;
  const request = {
    model: 'm',
    messages,
    beams: { width: 3 },
    maxTokens: 64,
    thinking: 'off',
  } as const;
  return createLLM(kind, { baseUrl: server.baseUrl }).candidates(request);
}

function choices(...messages: readonly Readonly<Record<string, unknown>>[]): unknown {
  const listed = messages.map((message, index) => ({ index, message, finish_reason: 'stop' }));
  return { choices: listed.toReversed() };
}

function bodies(): readonly Record<string, unknown>[] {
  const asked = server.requests.filter(({ path }) => path === '/v1/chat/completions');
  return asked.map(({ body }) => body as Record<string, unknown>);
}

function wantsBeams({ body }: ReceivedRequest): boolean {
  return 'use_beam_search' in (body as object);
}

describe('several candidates', () => {
  it('are beams, in the order of their rank', async () => {
    const { candidates, method } = await ask('vllm', (_, response) =>
      json(response, 200, choices({ content: 'best' }, { content: 'second' })),
    );
    expect(method).toBe('beams');
    expect(candidates.map(({ text }) => text)).toEqual(['best', 'second']);
    expect(bodies()).toMatchObject([{ use_beam_search: true, n: 3, max_tokens: 64 }]);
  });

  it('are samples, and say why, where the server refuses beams', async () => {
    const { candidates, method, problems } = await ask('vllm', (request, response) => {
      if (!wantsBeams(request)) json(response, 200, choices({ content: 'sample' }));
      else json(response, 400, { error: { message: 'no beams here', code: 400 } });
    });
    expect(method).toBe('samples');
    expect(candidates).toHaveLength(1);
    expect(problems).toEqual([
      { code: 'unsupported', message: 'the server refused beam search: no beams here' },
    ]);
    const [, sampled] = bodies();
    expect(sampled).toMatchObject({ n: 3, max_tokens: 64 });
    expect(sampled?.['temperature']).toBeGreaterThan(0);
  });

  it('are samples from the start where the server is not vLLM', async () => {
    const { method } = await ask('openai', (_, response) =>
      json(response, 200, choices({ content: 'sample' })),
    );
    expect(method).toBe('samples');
    expect(server.requests.some(wantsBeams)).toBe(false);
  });

  it.each([
    ['a field', { content: '\n\ncode', reasoning: 'hm' }, '\n\ncode'],
    ['the older field', { content: 'code', reasoning_content: 'hm' }, 'code'],
    ['tags', { content: '<think>hm</think>\n\ncode' }, 'code'],
    ['a thought without an end', { content: '<think>hm' }, ''],
    ['a field, with no answer', { content: null, reasoning: 'hm' }, ''],
  ])('have their thought apart from the answer where it comes in %s', async (_, message, text) => {
    const { candidates } = await ask('vllm', (__, response) =>
      json(response, 200, choices(message)),
    );
    expect(candidates).toEqual([{ text, reasoning: 'hm', ending: 'complete' }]);
  });
});
