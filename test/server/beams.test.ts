/** Several answers: ranked beams, or samples. */
import { describe, expect } from 'vitest';
import { capability, llm, model, question, raw } from './support/server';

const several = { ...question(), beams: { width: 3 }, maxTokens: 12 };
const beams = { use_beam_search: true, temperature: 0, max_tokens: 8 };

describe('several answers', () => {
  capability(['beam search', 'chat template'], 'are beams, each another', async () => {
    const { candidates, method, problems } = await llm.candidates(several);
    expect(method).toBe('beams');
    expect(new Set(candidates.map(({ text }) => text)).size).toBe(3);
    expect(problems).toEqual([]);
  });

  capability(['no beam search', 'chat template'], 'are samples without beams', async () => {
    const { candidates, method } = await llm.candidates(several);
    expect(method).toBe('samples');
    expect(candidates).toHaveLength(3);
  });

  capability(
    ['beam search', 'chat template'],
    'are samples, and say so, where the server refuses that many beams',
    async () => {
      // Twice the width is asked of its log-probabilities, of which there are 20.
      const { method, problems } = await llm.candidates({ ...several, beams: { width: 11 } });
      expect(method).toBe('samples');
      expect(problems[0]).toMatchObject({ code: 'unsupported' });
    },
  );
});

describe('beams', () => {
  capability(['beam search'], 'come by their rank', async () => {
    const asked = { model, prompt: 'def ', ...beams, n: 3, logprobs: 1 };
    const choices = await raw.choices('/completions', asked);
    const scores = choices.map(({ logprobs }) => mean(logprobs?.token_logprobs ?? []));
    expect(scores).toHaveLength(3);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  capability(['beam search'], 'do not stop at a stop string', async () => {
    const asked = { model, prompt: 'def ', ...beams, n: 2, ignore_eos: true };
    const [free] = await raw.choices('/completions', asked);
    const stop = Array.from((free?.text ?? '').trim()).slice(0, 1);
    const [stopped] = await raw.choices('/completions', { ...asked, stop });
    expect(stopped?.text).toBe(free?.text);
  });

  capability(['beam search', 'since 0.32'], 'are refused in a stream', async () => {
    const asked = { model, prompt: 'def ', ...beams, n: 2, stream: true };
    expect((await raw.post('api', '/completions', asked)).status).toBe(400);
  });

  capability(['beam search', 'before 0.32'], 'come as one event in a stream', async () => {
    const asked = { model, prompt: 'def ', ...beams, n: 2, stream: true };
    const { status, text } = await raw.post('api', '/completions', asked);
    expect(status).toBe(200);
    expect(text.match(/^data: \{/gm)).toHaveLength(1);
  });
});

describe('samples', () => {
  capability(['vLLM release'], 'are refused several at a time where they are greedy', async () => {
    const asked = { model, prompt: 'def ', temperature: 0, max_tokens: 4, n: 2 };
    expect((await raw.post('api', '/completions', asked)).status).toBe(400);
  });
});

describe('the tokens of a prompt', () => {
  capability(['prompt scores', 'tokenizer route'], 'are scored without writing any', async () => {
    const text = 'def add(a, b):';
    const { tokens } = await llm.tokenize({ model, text, addSpecialTokens: 'yes' });
    const asked = { model, prompt: text, echo: true, max_tokens: 0, logprobs: 1 };
    const [choice] = await raw.choices('/completions', asked);
    const scores = choice?.logprobs?.token_logprobs ?? [];
    expect(scores).toHaveLength(tokens.length);
    expect(scores[0]).toBeNull();
    expect(scores.slice(1).every((score) => score !== null && score <= 0)).toBe(true);
  });
});

function mean(scores: readonly (number | null)[]): number {
  return scores.reduce<number>((sum, score) => sum + (score ?? 0), 0) / scores.length;
}
