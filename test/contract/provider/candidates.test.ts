import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { Candidates, CandidatesRequest, ProviderKind } from '../../../src/provider/llm';
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

async function ask(
  kind: ProviderKind,
  script: Script,
  wish: Partial<CandidatesRequest> = {},
): Promise<Candidates> {
  server = await startScriptedServer(scriptedVllm(script));
  const messages = [{ role: 'user', content: 'shorten it' }] as const;
  const request = {
    model: 'm',
    messages,
    beams: { width: 3 },
    maxTokens: 64,
    thinking: 'off',
    ...wish,
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
      {
        code: 'fewer-answers',
        message: 'only 1 of the 3 requested answers are distinct',
      },
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

  const refusingSeveral =
    (single: Script): Script =>
    (request, response) => {
      const { n = 1 } = request.body as { readonly n?: number };
      const refused = wantsBeams(request) || n > 1;
      if (refused) json(response, 400, { error: { message: 'one at a time', code: 400 } });
      else return single(request, response);
    };

  it('asked for one by one have each a seed and an id of its own', async () => {
    let turn = 0;
    const { candidates, problems } = await ask(
      'vllm',
      refusingSeveral((_, response) =>
        json(response, 200, choices({ content: `sample ${turn++}` })),
      ),
      { seed: 7, requestId: 'mine', temperature: 0.2 },
    );
    expect(candidates).toHaveLength(3);
    expect(problems.map(({ code }) => code)).toEqual(['unsupported', 'changed']);
    const single = bodies().slice(2);
    expect(single.map(({ seed }) => seed)).toEqual([7, 8, 9]);
    expect(new Set(single.map((body) => body['request_id'])).size).toBe(3);
  });

  it('asked for one by one end together where one fails', async () => {
    let turn = 0;
    const asked = ask(
      'vllm',
      refusingSeveral((_, response) => {
        if (++turn === 3) json(response, 429, { error: { message: 'busy', code: 429 } });
        // The others are still being written.
      }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'overloaded' });
    await server.abandoned;
  });

  const logprobs = {
    content: ['ab', '<|end|>', 'cd'].map((token) => ({ token, logprob: -1 })),
  };
  it.each([
    ['their ids', { token_ids: [5, 6, 7] }, 'ab', []],
    ['no ids, which is told', {}, 'abcd', ['unsupported']],
  ])('that are beams end at stop tokens by %s', async (_what, fields, text, codes) => {
    const choice = { index: 0, message: { content: 'abcd' }, finish_reason: 'length', logprobs };
    const { candidates, method, problems } = await ask(
      'vllm',
      (_, response) => json(response, 200, { choices: [{ ...choice, ...fields }] }),
      { stopTokenIds: [6], beams: { width: 1 } },
    );
    expect([method, candidates.map((one) => one.text)]).toEqual(['beams', [text]]);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(bodies()).toMatchObject([{ return_token_ids: true }]);
  });

  it.each([
    ['0.8.5', 'samples'],
    ['0.9.1', 'beams'],
  ])('of an adapter as %s are %s', async (release, expected) => {
    server = await startScriptedServer((request, response) => {
      const adapter = { id: 'ada', parent: 'm', max_model_len: null };
      if (request.path === '/v1/models') {
        json(response, 200, { data: [{ id: 'm', max_model_len: 4096 }, adapter] });
      } else json(response, 200, choices({ content: 'one' }, { content: 'two' }));
    });
    const llm = createLLM('vllm', { baseUrl: server.baseUrl, release });
    const messages = [{ role: 'user', content: 'shorten it' }] as const;
    const asked = { model: 'ada', messages, beams: { width: 2 }, maxTokens: 9 } as const;
    const { method, problems } = await llm.candidates({ ...asked, thinking: 'off' });
    expect(method).toBe(expected);
    expect(problems).toHaveLength(expected === 'beams' ? 0 : 1);
    expect(bodies()).toHaveLength(1);
  });
});
