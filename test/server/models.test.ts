/** Who answers, and what it says of itself. */
import { describe, expect, it } from 'vitest';
import { baseUrl, capability, facts, llm, model, release } from './support/server';

const tokenize = (text: string) => llm.tokenize({ model, text, addSpecialTokens: 'no' });

describe('the server', () => {
  it('lists its models, the one that is asked among them', async () => {
    const models = await llm.models();
    expect(models.map(({ id }) => id)).toContain(model);
  });

  capability(['vLLM release'], 'tells its release', async () => {
    expect(await llm.version()).toBe(release);
    expect(release).toMatch(/^v?\d+\.\d+/);
  });

  capability(['tokenizer route'], 'tells the same window with tokens as with models', async () => {
    const { tokens, contextWindow } = await tokenize('def add(a, b):');
    expect(tokens.length).toBeGreaterThan(1);
    expect(contextWindow).toBe(facts.contextWindow);
  });

  capability(['tokenizer route'], 'has no tokens for no text', async () => {
    expect((await tokenize('')).tokens).toEqual([]);
  });

  capability(['FIM tokens'], 'has one token for each of the FIM markers', async () => {
    for (const marker of ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>']) {
      expect((await tokenize(marker)).tokens).toHaveLength(1);
    }
  });

  it('is asked at the address that was given', () => {
    expect(llm.baseUrl).toBe(baseUrl.api);
  });
});
