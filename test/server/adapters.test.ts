/** LoRA adapters while the server runs. */
import { afterEach, describe, expect } from 'vitest';
import { ProviderError } from '../../src/provider/errors';
import {
  capability,
  completed,
  facts,
  failureOf,
  has,
  llm,
  model,
  prompt,
  question,
  replica,
} from './support/server';

const [first = '', second = ''] = facts.adapters;
const names = ['trellis-ring-one', 'trellis-ring-two'] as const;
const [one, two] = names;

const listed = async (): Promise<readonly string[]> =>
  (await llm.models()).map(({ id }) => id).filter((id) => id.startsWith('trellis-ring'));

afterEach(async () => {
  if (!has('adapters')) return;
  for (const name of await listed()) await llm.unloadAdapter(name);
});

describe('an adapter', () => {
  capability(['adapters'], 'is listed below its base once it is loaded', async () => {
    await llm.loadAdapter(one, first);
    const card = (await llm.models()).find(({ id }) => id === one);
    expect(card).toMatchObject({ id: one, parent: model });
    await llm.unloadAdapter(one);
    expect(await listed()).toEqual([]);
  });

  capability(['adapters'], 'answers otherwise than its base, and than another', async () => {
    await llm.loadAdapter(one, first);
    await llm.loadAdapter(two, second);
    const wish = { prompt: 'def ', maxTokens: 24 };
    const texts = [
      await completed(prompt(wish)),
      await completed(prompt({ ...wish, model: one })),
      await completed(prompt({ ...wish, model: two })),
    ].map(({ text }) => text);
    expect(new Set(texts).size).toBe(3);
  });

  capability(['adapters', 'beam search', 'chat template'], 'is used by beams', async () => {
    await llm.loadAdapter(one, first);
    const wish = { ...question(), beams: { width: 2 }, maxTokens: 16 };
    const [ofBase, ofAdapter] = [
      await llm.candidates(wish),
      await llm.candidates({ ...wish, model: one }),
    ];
    expect(ofAdapter.method).toBe('beams');
    expect(ofAdapter.candidates).not.toEqual(ofBase.candidates);
  });

  capability(['adapters'], 'cannot be loaded twice', async () => {
    await llm.loadAdapter(one, first);
    expect((await failureOf(llm.loadAdapter(one, first))).code).toBe('rejected');
  });

  capability(['adapters'], 'cannot be loaded from where there is none', async () => {
    const failure = await failureOf(llm.loadAdapter(one, 'adapters/none-of-that-name'));
    expect(failure.code).toBe('not-found');
    expect(await listed()).toEqual([]);
  });

  capability(['adapters'], 'answers no more once it is unloaded', async () => {
    await llm.loadAdapter(one, first);
    await llm.unloadAdapter(one);
    const failure = await failureOf(completed(prompt({ model: one })));
    expect(failure).toMatchObject({ code: 'not-found', missing: 'model' });
  });

  capability(['adapter routes'], 'that nobody loaded cannot be unloaded', async () => {
    const failure = await failureOf(llm.unloadAdapter('trellis-ring-nobody'));
    expect(failure).toMatchObject({ code: 'not-found', missing: 'model' });
  });

  capability(
    ['adapters', 'replica', 'vLLM release'],
    'is loaded on the server that was asked, and on no replica of it',
    async () => {
      await llm.loadAdapter(one, first);
      expect((await replica().models()).map(({ id }) => id)).not.toContain(one);
    },
  );
});

describe('where adapters cannot be loaded', () => {
  capability(['no adapter routes', 'vLLM release'], 'the route is missing', async () => {
    const failure = await failureOf(llm.loadAdapter(one, first || 'adapters/any'));
    expect(failure).toMatchObject({ code: 'not-found', missing: 'route' });
  });

  capability(['adapter routes', 'no adapters', 'vLLM release'], 'the server says so', async () => {
    const failure = await failureOf(llm.loadAdapter(one, first || 'adapters/any'));
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure.message).not.toBe('');
    expect(await listed()).toEqual([]);
  });
});

describe('a replica', () => {
  capability(['replica'], 'serves the same model', async () => {
    expect((await replica().models()).map(({ id }) => id)).toContain(model);
  });

  capability(['replica'], 'answers greedy requests alike', async () => {
    const texts = [];
    for (const each of [llm, replica()]) {
      let text = '';
      for await (const event of each.complete(prompt())) {
        if (event.type === 'text-delta') text += event.text;
      }
      texts.push(text);
    }
    expect(texts[1]).toBe(texts[0]);
  });
});
