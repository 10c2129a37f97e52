import { describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { withExtra, withoutHiding, withoutUnsupported } from '../../../src/provider/wire/requests';

describe('what a person puts into a body', () => {
  it('goes over what Trellis sends, at the top level', () => {
    expect(withExtra({ a: 1, b: { c: 1 } }, { b: { d: 2 }, e: 3 })).toEqual({
      a: 1,
      b: { d: 2 },
      e: 3,
    });
    expect(withExtra({ a: 1 })).toEqual({ a: 1 });
  });

  it('does not take thinking’s switch away by another switch of the template', () => {
    const ours = { chat_template_kwargs: { enable_thinking: false } };
    expect(withExtra(ours, { chat_template_kwargs: { language: 'de' } })).toEqual({
      chat_template_kwargs: { enable_thinking: false, language: 'de' },
    });
    expect(withExtra(ours, { chat_template_kwargs: { enable_thinking: true } })).toEqual({
      chat_template_kwargs: { enable_thinking: true },
    });
  });
});

it('a request that cannot be written is refused here, and is no matter of the network', async () => {
  const api = 'http://gpu:8000/v1';
  const baseUrl = { api, root: 'http://gpu:8000', origin: 'http://gpu:8000' };
  const fetch = (): Promise<Response> => Promise.reject(new Error('asked'));
  const llm = createLLM('openai', { baseUrl, fetch });
  const extraBody = { most: 2n ** 63n };
  const messages = [{ role: 'user', content: 'x' }] as const;
  await expect(llm.generate({ model: 'm', messages, extraBody })).rejects.toMatchObject({
    code: 'rejected',
    message: expect.stringContaining('BigInt') as string,
    url: undefined,
  });
});

describe('a thought that is to be hidden', () => {
  const hidden = { include_reasoning: false };
  it.each([
    ['stays hidden without a constraint', hidden, undefined, hidden],
    ['and where there is none', { ...hidden, structured_outputs: {} }, 'off' as const, undefined],
    ['is shown beside a constraint', { ...hidden, guided_regex: 'a' }, 'on' as const, {}],
    ['also a person’s own', { ...hidden, structured_outputs: {} }, undefined, {}],
  ])('%s', (_, body, thinking, sent) => {
    const expected = sent ?? body;
    expect(withoutHiding(body, thinking)).toMatchObject(expected);
    expect('include_reasoning' in withoutHiding(body, thinking)).toBe(
      'include_reasoning' in expected,
    );
  });
});

it('what a release does not have is left out of a request, and named if it was asked', () => {
  const request = { model: 'm', messages: [], cacheSalt: 'a', priority: 1 } as const;
  expect(withoutUnsupported(request, ['cacheSalt', 'thinkingBudget'])).toEqual({
    request: { model: 'm', messages: [], priority: 1 },
    leftOut: ['cacheSalt'],
  });
});
