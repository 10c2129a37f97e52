import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/provider/vllm/fit';

const long = { model: 'm', messages: [{ role: 'user', content: 'x'.repeat(5_000) }] } as const;

function counting(tokens: number | undefined) {
  let asked = 0;
  return {
    asked: () => asked,
    count: () => {
      asked++;
      return Promise.resolve(tokens);
    },
  };
}

describe('making an answer fit', () => {
  it('counts nothing where every byte could be a token', async () => {
    const { count, asked } = counting(1);
    const request = { ...long, maxTokens: 100 };
    expect(await fit(request, { window: 8_192, count })).toEqual({ request, problems: [] });
    expect(asked()).toBe(0);
  });

  it('leaves alone what fits when it is counted, and what cannot be counted', async () => {
    const request = { ...long, maxTokens: 100 };
    for (const tokens of [1_000, undefined]) {
      const fitted = await fit(request, { window: 1_100, ...counting(tokens) });
      expect(fitted).toEqual({ request, problems: [] });
    }
  });

  it('shortens an answer, and says so', async () => {
    const { request, problems } = await fit(
      { ...long, maxTokens: 500 },
      { window: 1_200, ...counting(1_000) },
    );
    expect(request.maxTokens).toBe(200);
    expect(problems).toMatchObject([{ code: 'shortened' }]);
  });

  it('refuses a conversation that leaves no room', async () => {
    await expect(fit(long, { window: 1_000, ...counting(1_000) })).rejects.toMatchObject({
      code: 'rejected',
      reason: 'prompt-too-long',
    });
  });
});
