import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../../../src/provider/llm';
import {
  fitToContextWindow,
  maxChatTokens,
  maxPromptTokens,
} from '../../../src/provider/vllm/contextWindow';

const long: GenerateRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'x'.repeat(5_000) }],
};

const most = maxChatTokens(long);

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
    expect(
      await fitToContextWindow(request, { window: 8_192, most: maxChatTokens(request), count }),
    ).toEqual({
      request,
      problems: [],
    });
    expect(asked()).toBe(0);
  });

  it('leaves alone what fits when it is counted, and what cannot be counted', async () => {
    const request = { ...long, maxTokens: 100 };
    for (const tokens of [1_000, undefined]) {
      const fitted = await fitToContextWindow(request, {
        window: 1_100,
        most,
        ...counting(tokens),
      });
      expect(fitted).toEqual({ request, problems: [] });
    }
  });

  it('shortens an answer, and says so', async () => {
    const { request, problems } = await fitToContextWindow(
      { ...long, maxTokens: 500 },
      { window: 1_200, most, ...counting(1_000) },
    );
    expect(request.maxTokens).toBe(200);
    expect(problems).toMatchObject([{ code: 'shortened' }]);
  });

  it('refuses a conversation that leaves no room', async () => {
    await expect(
      fitToContextWindow(long, { window: 1_000, most, ...counting(1_000) }),
    ).rejects.toMatchObject({
      code: 'rejected',
      reason: 'prompt-too-long',
    });
  });

  it('counts a prompt that is cut as what is left of it', async () => {
    const request = { ...long, maxTokens: 500, truncatePromptTokens: 100 };
    const { count, asked } = counting(1_000);
    expect(await fitToContextWindow(request, { window: 1_000, most, count })).toEqual({
      request,
      problems: [],
    });
    expect(asked()).toBe(0);
  });

  it('cuts a prompt to what leaves its answer room, where vLLM would leave one token', async () => {
    const request = { ...long, maxTokens: 300, truncatePromptTokens: -1 };
    const fitted = await fitToContextWindow(request, { window: 1_000, most, ...counting(5_000) });
    expect(fitted).toEqual({ request: { ...request, truncatePromptTokens: 700 }, problems: [] });
  });

  it('knows that tokens are counted, and that pictures say nothing of their size', () => {
    expect(maxPromptTokens({ prompt: [1, 2, 3] })).toBe(3);
    expect(maxPromptTokens({ prompt: 'é' })).toBe(4);
    const content = [{ kind: 'image', bytes: new Uint8Array(9) }] as const;
    expect(maxChatTokens({ model: 'm', messages: [{ role: 'user', content }] })).toBeUndefined();
  });
});
