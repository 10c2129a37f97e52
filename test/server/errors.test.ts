/** How a server says no, and what callers are told. */
import { describe, expect, it } from 'vitest';
import { createLLM } from '../../src/provider/createLLM';
import { collectEvents } from '../support/collectEvents';
import { readAddress } from './support/facts';
import {
  baseUrl,
  capability,
  completed,
  facts,
  failureOf,
  llm,
  messages,
  prompt,
  question,
  raw,
} from './support/server';

const nobody = 'trellis-ring-no-such-model';

describe('a request that is refused', () => {
  it('names a model that does not exist', async () => {
    const failure = await failureOf(completed(prompt({ model: nobody })));
    expect(failure).toMatchObject({ code: 'not-found', missing: 'model', status: 404 });
    expect(failure.message).toContain(nobody);
  });

  capability(['chat template'], 'names a model that does not exist, in a stream', async () => {
    const request = { ...question(), model: nobody };
    const failure = await failureOf(collectEvents(llm.stream(request)));
    expect(failure).toMatchObject({ code: 'not-found', missing: 'model' });
  });

  capability(['vLLM release'], 'asks for more tokens than the window has', async () => {
    // The provider would ask for what fits.
    const extraBody = { max_tokens: facts.contextWindow * 4 };
    const failure = await failureOf(completed(prompt({ extraBody })));
    expect(failure.code).toBe('rejected');
    expect(failure.message).toContain(String(facts.contextWindow));
  });

  capability(['vLLM release'], 'has a prompt longer than the window', async () => {
    const long = 'def add(a, b):\n'.repeat(facts.contextWindow / 2);
    const failure = await failureOf(completed(prompt({ prompt: long })));
    expect(failure.code).toBe('rejected');
  });

  capability(
    ['vLLM release'],
    'is none for five stop strings: the fifth is kept here',
    async () => {
      const stop = ['a1', 'b2', 'c3', 'd4', 'e5'];
      expect((await completed(prompt({ stop }))).problems).toEqual([]);
      const [unasked] = (await completed(prompt())).text.trim();
      const ended = await completed(prompt({ stop: [...stop.slice(1), unasked ?? ''] }));
      expect(ended).toMatchObject({ text: expect.not.stringContaining(unasked ?? '') as string });
    },
  );

  capability(['since 0.32'], 'has five stop strings that a person insists on', async () => {
    const extraBody = { stop: ['a1', 'b2', 'c3', 'd4', 'e5'] };
    expect((await failureOf(completed(prompt({ extraBody })))).code).toBe('rejected');
  });

  capability(['since 0.32'], 'is too hot', async () => {
    expect((await failureOf(completed(prompt({ temperature: 3 })))).code).toBe('rejected');
  });

  capability(['vLLM release'], 'asks for no tokens, or for fewer', async () => {
    expect((await failureOf(completed(prompt({ maxTokens: -1 })))).code).toBe('rejected');
  });

  capability(['vLLM release'], 'has a suffix', async () => {
    const extraBody = { suffix: 'pass' };
    expect((await failureOf(completed(prompt({ extraBody })))).code).toBe('rejected');
  });

  capability(['vLLM release'], 'is not JSON', async () => {
    expect((await raw.postText('api', '/completions', '{"a": ')).status).toBe(400);
  });

  it('is none for a field that nobody knows', async () => {
    const extraBody = { trellis_ring_unknown: 1 };
    expect((await completed(prompt({ extraBody }))).problems).toEqual([]);
  });
});

describe('an address', () => {
  it('where nothing listens is unreachable', async () => {
    // Port 9 is for throwing away, and nobody is there.
    const nowhere = createLLM('vllm', { baseUrl: readAddress('http://127.0.0.1:9/v1') });
    expect((await failureOf(nowhere.models())).code).toBe('unreachable');
  });

  it('below the API has no such route', async () => {
    const beside = createLLM(facts.kind, {
      baseUrl: readAddress(`${baseUrl.api}/nothing-here`),
      ...(facts.apiKey !== undefined && { apiKey: facts.apiKey }),
    });
    expect(await failureOf(beside.models())).toMatchObject({ code: 'not-found', missing: 'route' });
  });

  capability(['vLLM release'], 'refuses the wrong method', async () => {
    expect((await raw.get('api', '/completions')).status).toBe(405);
  });
});

describe('a key', () => {
  for (const [what, apiKey] of [
    ['that is missing', undefined],
    ['that is wrong', 'not-the-key'],
  ] as const) {
    capability(['key'], `${what} is unauthorized`, async () => {
      const stranger = createLLM(facts.kind, {
        baseUrl,
        ...(apiKey !== undefined && { apiKey }),
      });
      const asked = { ...question(), messages };
      for (const call of [stranger.models(), stranger.generate(asked)]) {
        expect(await failureOf(call)).toMatchObject({ code: 'unauthorized', status: 401 });
      }
    });
  }

  capability(['key', 'tokenizer route'], 'is not asked for by the tokenizer', async () => {
    const stranger = createLLM(facts.kind, { baseUrl });
    const { model } = facts;
    const asked = { model, text: 'a', addSpecialTokens: 'no' } as const;
    expect((await stranger.tokenize(asked)).tokens).not.toEqual([]);
  });
});
