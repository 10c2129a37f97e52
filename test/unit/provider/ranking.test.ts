import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFrom } from '../../../src/provider/choosing';
import { cutAtStop } from '../../../src/provider/ranking';

/** A choice whose tokens are as given, each of the same log-probability. */
function choice(pieces: readonly string[], logprob = -1, text = pieces.join('')) {
  return {
    text,
    reasoning: '',
    ending: 'cut' as const,
    tokens: pieces.map((token) => ({ token, logprob })),
  };
}

describe('choosing among answers', () => {
  it('puts the best by mean first, however long', () => {
    const chosen = chooseFrom([choice(['a'], -2), choice(['b', 'c', 'd'], -1)], {}, 'answer');
    expect(chosen.map(({ text }) => text)).toEqual(['bcd', 'a']);
  });

  it('keeps the better of two that are alike', () => {
    const chosen = chooseFrom([choice(['a', 'b'], -2), choice(['ab'], -1)], {}, 'answer');
    expect(chosen.map(({ score }) => score)).toEqual([{ logprob: -1, tokens: 1 }]);
  });

  it('leaves the order alone where one has no score', () => {
    const unscored = { ...choice(['z']), tokens: [] };
    const chosen = chooseFrom([unscored, choice(['a'], -1)], {}, 'answer');
    expect(chosen.map(({ text }) => text)).toEqual(['z', 'a']);
  });

  it('scores what is left before a stop string, and calls it whole', () => {
    const [only] = chooseFrom([choice(['a', 'b', '\n', 'c'])], { stop: ['\n'] }, 'answer');
    expect(only).toEqual({
      text: 'ab',
      reasoning: '',
      ending: 'complete',
      score: { logprob: -2, tokens: 2 },
    });
  });

  it('counts the end-of-text token, which is no text', () => {
    const [only] = chooseFrom([choice(['a', '<|im_end|>'], -1, 'a')], {}, 'answer');
    expect(only?.score).toEqual({ logprob: -2, tokens: 2 });
  });
});

describe('cutting at stop strings', () => {
  it('keeps the longest beginning without any of them', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    const stops = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(letters, stops, (text, stop) => {
        const cut = cutAtStop(text, stop);
        expect(text.startsWith(cut)).toBe(true);
        expect(stop.some((one) => cut.includes(one))).toBe(false);
        const oneMore = text.slice(0, text.length === cut.length ? cut.length : undefined);
        expect(cut === text || stop.some((one) => text.startsWith(one, cut.length))).toBe(true);
        expect(oneMore.startsWith(cut)).toBe(true);
      }),
    );
  });
});
