import { describe, expect, it } from 'vitest';
import { decodeChunk } from '../../../src/provider/wire/events';
import { encodeComplete, encodeGenerate } from '../../../src/provider/wire/requests';
import { decodeDecision, encodeDecide } from '../../../src/provider/wire/decisions';

function tokensIn(logprobs: unknown) {
  const chunk = { choices: [{ index: 0, text: 'a', logprobs, finish_reason: null }] };
  const found = decodeChunk(JSON.stringify(chunk)).find(({ type }) => type === 'logprobs');
  return found?.type === 'logprobs' ? found.tokens : undefined;
}

describe('alternatives to a token', () => {
  const alternatives = [
    { token: 'a', logprob: -0.1 },
    { token: 'b', logprob: -3 },
  ];

  it('are read beside the token, as a list', () => {
    const top = alternatives.map((each) => ({ ...each, bytes: [97] }));
    const content = [{ token: 'a', logprob: -0.1, bytes: [97], top_logprobs: top }];
    expect(tokensIn({ content })).toEqual([{ token: 'a', logprob: -0.1, alternatives }]);
  });

  it('are read as an object for each token of a raw completion', () => {
    const lists = { tokens: ['a', 'c'], token_logprobs: [-0.1, -2] };
    const top = [{ a: -0.1, b: -3 }, null];
    expect(tokensIn({ ...lists, top_logprobs: top })).toEqual([
      { token: 'a', logprob: -0.1, alternatives },
      { token: 'c', logprob: -2 },
    ]);
  });

  it.each([
    ['were not asked for', { content: [{ token: 'a', logprob: -1, top_logprobs: [] }] }],
    ['cannot be read', { content: [{ token: 'a', logprob: -1, top_logprobs: 'b' }] }],
    ['are the token itself', { tokens: ['a'], token_logprobs: [-1], top_logprobs: [{ a: -1 }] }],
    ['cannot be read in lists', { tokens: ['a'], token_logprobs: [-1], top_logprobs: [3] }],
  ])('are absent where they %s', (_, logprobs) => {
    expect(tokensIn(logprobs)).toEqual([{ token: 'a', logprob: -1 }]);
  });

  it('are asked for as a number, beside a switch in a conversation', () => {
    const told = { model: 'm', maxTokens: 1, logprobs: 'yes', alternatives: 20 } as const;
    expect(encodeGenerate({ ...told, messages: [] }, 'whole')).toMatchObject({
      logprobs: true,
      top_logprobs: 20,
    });
    expect(encodeComplete({ ...told, prompt: 'a' })).toMatchObject({ logprobs: 20 });
  });
});

describe('a decision', () => {
  const options = [
    { name: 'SQL', description: 'databases' },
    { name: 'constructor', description: undefined },
  ];

  it('is asked for as a question of options', () => {
    expect(
      encodeDecide({ model: 'm', text: 'the ticket', instructions: 'Decide', options }),
    ).toEqual({
      model: 'm',
      state: 'the ticket',
      questions: {
        route: {
          type: 'choice',
          instructions: 'Decide',
          criteria: { SQL: 'databases', constructor: null },
        },
      },
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it('is read with its probabilities, of options only', () => {
    const answer = { type: 'choice', choice: 'SQL', probabilities: { SQL: 0.9, more: 0.1 } };
    const decision = decodeDecision(
      { answers: { route: answer }, diagnostics: { route: { label_mass: 0.7 } } },
      { options },
    );
    expect(decision).toMatchObject({ choice: 'SQL', mass: 0.7 });
    expect([...decision.probabilities]).toEqual([
      ['SQL', 0.9],
      ['constructor', 0],
    ]);
    const bare = decodeDecision({ answers: { route: answer }, diagnostics: 3 }, { options });
    expect(bare.mass).toBeUndefined();
  });

  it.each([
    ['nothing', null],
    ['no answers', { answers: {} }],
    ['another option', { answers: { route: { choice: 'Java', probabilities: {} } } }],
    ['a probability over 1', { answers: { route: { choice: 'SQL', probabilities: { SQL: 2 } } } }],
  ])('is none in %s', (_, json) => {
    expect(() => decodeDecision(json, { options })).toThrow(
      expect.objectContaining({ code: 'bad-response' }),
    );
  });
});
