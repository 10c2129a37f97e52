import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/provider/errors';
import { rescore } from '../../../src/provider/vllm/rescore';

/** Tokens are the code points of a text, and each but the first is worth what `worth` says. */
async function rescored(
  answers: readonly { readonly text: string; readonly reasoning?: string }[],
  end: string | ProviderError,
  worth: (token: string) => number = () => -1,
) {
  const scoredTexts: string[] = [];
  const rendered = `why?${end instanceof ProviderError ? '' : end}`;
  const codes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));
  const found = await rescore(
    answers.map(({ text, reasoning = '' }) => ({
      text,
      reasoning,
      ending: 'complete',
      score: undefined,
    })),
    { model: 'm', messages: [], maxTokens: 9, beams: { width: 3 } },
    {
      llm: {
        tokenize: (asked) =>
          Promise.resolve({
            tokens: codes('text' in asked ? asked.text : rendered),
            contextWindow: undefined,
          }),
        detokenize: ({ tokens }) =>
          end instanceof ProviderError
            ? Promise.reject(end)
            : Promise.resolve(String.fromCharCode(...tokens)),
      },
      score: (tokens) => {
        scoredTexts.push(String.fromCharCode(...tokens));
        const letters = tokens.slice(1).map((token) => String.fromCharCode(token));
        return Promise.resolve(letters.map((token) => ({ token, logprob: worth(token) })));
      },
    },
    {},
  );
  return { ...found, scoredTexts };
}

describe('rescoring unconstrained', () => {
  it.each([
    ['no thought', '', '', 'ab', 'why?ab'],
    ['a thought that the model opens', '', '\nhm\n', '\n\nab', 'why?<think>\nhm\n</think>\n\nab'],
    ['one that the template opens', '<think>\n', 'hm', 'ab', 'why?<think>\nhm\n</think>\n\nab'],
  ])('puts the answer where it stood: %s', async (_what, end, reasoning, text, expected) => {
    const { candidates, problems, scoredTexts } = await rescored([{ text, reasoning }], end);
    expect(scoredTexts).toEqual([expected]);
    expect(candidates.map(({ score }) => score)).toEqual([{ logprob: -2, tokens: 2 }]);
    expect(problems).toEqual([]);
  });

  it('orders by the mean over the answers alone', async () => {
    const answers = [
      { text: 'bb', reasoning: 'aaa' },
      { text: 'a', reasoning: 'bbb' },
    ];
    const { candidates } = await rescored(answers, '', (token) => (token === 'a' ? -1 : -3));
    expect(candidates.map(({ text }) => text)).toEqual(['a', 'bb']);
  });

  it.each([
    ['the template opened a thought that the constraint left out', '<think>\n', 'hm'],
    ['nobody tells how the conversation ends', new ProviderError('not-found', 'none'), ''],
  ])('leaves a place that is not known unscored, last, and told: %s', async (_what, end, other) => {
    const placeless = { text: 'ab', reasoning: other === '' ? 'hm' : '' };
    const { candidates, problems } = await rescored(
      [placeless, { text: 'c', reasoning: other }],
      end,
    );
    expect(candidates.map(({ text, score }) => [text, score?.tokens])).toEqual([
      ['c', 1],
      ['ab', undefined],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['unsupported']);
  });

  it('leaves an answer that is none unscored, last', async () => {
    const { candidates, problems } = await rescored([{ text: '' }, { text: 'ab' }], '');
    expect([candidates.map(({ text }) => text), problems]).toEqual([['ab', ''], []]);
  });
});
