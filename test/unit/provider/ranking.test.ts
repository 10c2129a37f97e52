import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAtStopString } from '../../../src/provider/ranking';
import { candidatesFrom } from '../../../src/provider/routes/candidatesFrom';
import { cutAtStopTokens } from '../../../src/provider/vllm/stopTokens';

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
    const chosen = candidatesFrom([choice(['a'], -2), choice(['b', 'c', 'd'], -1)], {}, 'answer');
    expect(chosen.map(({ text }) => text)).toEqual(['bcd', 'a']);
  });

  it('keeps the better of two that are alike', () => {
    const chosen = candidatesFrom([choice(['a', 'b'], -2), choice(['ab'], -1)], {}, 'answer');
    expect(chosen.map(({ score }) => score)).toEqual([{ logprob: -1, tokens: 1 }]);
  });

  it('leaves the order alone where one has no score', () => {
    const unscored = { ...choice(['z']), tokens: [] };
    const chosen = candidatesFrom([unscored, choice(['a'], -1)], {}, 'answer');
    expect(chosen.map(({ text }) => text)).toEqual(['z', 'a']);
  });

  it('scores what is left before a stop string, and calls it whole', () => {
    const [only] = candidatesFrom([choice(['a', 'b', '\n', 'c'])], { stop: ['\n'] }, 'answer');
    expect(only).toEqual({
      text: 'ab',
      reasoning: '',
      ending: 'complete',
      score: { logprob: -2, tokens: 2 },
    });
  });

  it('counts the end-of-text token, which is no text', () => {
    const [only] = candidatesFrom([choice(['a', '<|im_end|>'], -1, 'a')], {}, 'answer');
    expect(only?.score).toEqual({ logprob: -2, tokens: 2 });
  });
});

describe('the score of an answer that is cut at a stop string', () => {
  const stop = [' STOP'];
  it.each<[string, string[], string, { logprob: number; tokens: number }]>([
    ['ended by the limit', ['ab', ' STOP', ' cd'], 'ab STOP cd', { logprob: -1, tokens: 1 }],
    [
      'ended by its end of text, which is no text',
      ['ab', ' STOP', ' cd', '<|im_end|>'],
      'ab STOP cd',
      { logprob: -1, tokens: 1 },
    ],
    [
      'behind a thought',
      ['<think>', 'ab', '</think>', '\n\n', 'ab', ' STOP', '<|im_end|>'],
      '\n\nab STOP',
      { logprob: -5, tokens: 5 },
    ],
    [
      'with a character of several tokens',
      ['ab', '\ufffd', '\ufffd', ' STOP', ' cd', '<|im_end|>'],
      'abé STOP cd',
      { logprob: -3, tokens: 3 },
    ],
    ['cut inside a token', ['a', 'b STOP', ' cd'], 'ab STOP cd', { logprob: -2, tokens: 2 }],
  ])('counts the tokens before it: %s', (_what, pieces, text, score) => {
    const [only] = candidatesFrom([choice(pieces, -1, text)], { stop }, 'answer');
    expect(only?.score).toEqual(score);
  });
});

describe('cutting at stop tokens', () => {
  const ids = (pieces: readonly string[]) => pieces.map((_, index) => 100 + index);
  it.each<[string, string[], string, number[], string | undefined]>([
    ['one in the middle', ['ab', ' cd', ' ef'], 'ab cd ef', [101, 102], 'ab'],
    ['one that is no text', ['ab', '<|end|>', ' ef'], 'ab ef', [101], 'ab'],
    ['behind a thought', ['hm', '</think>', 'ab', 'x', 'c'], 'abxc', [103], 'ab'],
    ['none of them', ['ab', ' cd'], 'ab cd', [7], 'ab cd'],
    ['behind half a character', ['\ufffd', '\ufffd', 'x'], 'éx', [102], undefined],
    ['within the thought', ['hm', 'x', '</think>', 'ab'], 'ab', [101], undefined],
  ])('ends the text there: %s', (_what, pieces, text, stops, expected) => {
    const whole = { ...choice(pieces, -1, text), ids: ids(pieces) };
    const { choices, problems } = cutAtStopTokens([whole], stops);
    expect(choices.map((one) => one.text)).toEqual([expected ?? text]);
    expect(problems.map(({ code }) => code)).toEqual(expected === undefined ? ['unsupported'] : []);
    if (expected !== undefined && expected !== text) {
      const [cut] = choices;
      expect(cut?.ending).toBe('complete');
      expect(stops).toContain(100 + (cut?.tokens.length ?? 0) - 1);
    }
  });

  it('cannot be done where the server tells no ids, which is told', () => {
    const whole = [choice(['ab'])];
    const { choices, problems } = cutAtStopTokens(whole, [1]);
    expect([choices, problems.length]).toEqual([whole, 1]);
    expect(cutAtStopTokens(whole, [])).toEqual({ choices: whole, problems: [] });
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
        const cut = cutAtStopString(text, stop);
        expect(text.startsWith(cut)).toBe(true);
        expect(stop.some((one) => cut.includes(one))).toBe(false);
        const oneMore = text.slice(0, text.length === cut.length ? cut.length : undefined);
        expect(cut === text || stop.some((one) => text.startsWith(one, cut.length))).toBe(true);
        expect(oneMore.startsWith(cut)).toBe(true);
      }),
    );
  });
});
