import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/provider/errors';
import { OpeningCache } from '../../../src/provider/vllm/opening';

/** A tokenizer route that does, each time it is asked, what the test says; it renders `end`. */
function openings(answers: readonly ('tokens' | ProviderError)[], end = '<think>\n') {
  const clock = { now: 0, asked: 0 };
  const found = new OpeningCache({
    llm: {
      tokenize: () => {
        const answer = answers[Math.min(clock.asked++, answers.length - 1)];
        return answer instanceof ProviderError
          ? Promise.reject(answer)
          : Promise.resolve({ tokens: [1], contextWindow: undefined });
      },
      detokenize: () => Promise.resolve(end),
    },
    reasoningParser: () => Promise.resolve({ state: 'no', saw: 'tags', at: undefined }),
    now: () => new Date(clock.now),
  });
  return { clock, found };
}

const failure = (code: ProviderError['code'], missing?: 'model') =>
  new ProviderError(code, code, missing ? { missing } : {});

describe('where answers begin', () => {
  it('is asked once, and for each way to think', async () => {
    const { clock, found } = openings(['tokens']);
    for (const thinking of ['on', 'on', undefined] as const) {
      expect(await found.of({ model: 'm', ...(thinking && { thinking }) }, {})).toBe('thought');
    }
    expect(clock.asked).toBe(2);
  });

  it('is asked with thinking off only after an answer gave reason to', async () => {
    const { clock, found } = openings(['tokens'], '</think>\n\n');
    const off = { model: 'm', thinking: 'off' } as const;
    expect([await found.of(off, {}), clock.asked]).toEqual(['unsure', 0]);
    found.doubt({ model: 'other', thinking: 'off' });
    expect(await found.of(off, {})).toBe('unsure');
    found.doubt(off);
    expect(await found.of(off, {})).toBe('answer');
  });

  it.each([
    ['a busy server', failure('overloaded'), 'thought'],
    ['a broken one', failure('failed'), 'thought'],
    ['a model that is not there yet', failure('not-found', 'model'), 'thought'],
    ['a missing route', failure('not-found'), 'unsure'],
    ['something that is no vLLM', failure('bad-response'), 'unsure'],
    ['a server that was silent a moment ago', failure('timeout'), 'unsure'],
  ])('is unsure after %s, and then', async (_what, error, next) => {
    const { found } = openings([error, 'tokens']);
    expect(await found.of({ model: 'm' }, {})).toBe('unsure');
    expect(await found.of({ model: 'm' }, {})).toBe(next);
  });

  it('is asked again a minute after the server was silent', async () => {
    const { clock, found } = openings([failure('timeout'), 'tokens']);
    await found.of({ model: 'm' }, {});
    clock.now = 60_000;
    expect(await found.of({ model: 'm' }, {})).toBe('thought');
  });
});
