import { describe, expect, it } from 'vitest';
import { decodeAnswer, decodeChunk } from '../../../src/provider/wire/events';

describe('a chunk of a stream', () => {
  it.each([
    ['text of a completion', { choices: [{ text: 'a' }] }, [{ type: 'text-delta', text: 'a' }]],
    [
      'text of a chat',
      { choices: [{ delta: { content: 'a' } }] },
      [{ type: 'text-delta', text: 'a' }],
    ],
    ['the role chunk is silent', { choices: [{ delta: { role: 'assistant', content: '' } }] }, []],
    [
      'reasoning since 0.11.1',
      { choices: [{ delta: { reasoning: 'r' } }] },
      [{ type: 'reasoning-delta', text: 'r' }],
    ],
    [
      'reasoning until 0.15',
      { choices: [{ delta: { reasoning_content: 'r' } }] },
      [{ type: 'reasoning-delta', text: 'r' }],
    ],
    [
      'both names at once count once',
      { choices: [{ delta: { reasoning: 'r', reasoning_content: 'r' } }] },
      [{ type: 'reasoning-delta', text: 'r' }],
    ],
    [
      'the end, with the token that stopped it',
      { choices: [{ text: '', finish_reason: 'stop', stop_reason: 7 }] },
      [{ type: 'finish', reason: 'stop', stopReason: 7 }],
    ],
    [
      'a reason nobody knows',
      { choices: [{ finish_reason: 'eaten' }] },
      [{ type: 'finish', reason: 'other', stopReason: undefined }],
    ],
    [
      'usage alone',
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
      [{ type: 'usage', usage: { promptTokens: 3, completionTokens: 2, cachedTokens: undefined } }],
    ],
  ])('%s', (_name, chunk, events) => {
    expect(decodeChunk(JSON.stringify(chunk))).toEqual(events);
  });

  it.each(['garbage', '{"choices":"none"}', 'null', '[]', '{"choices":[{"text":3}]}'])(
    'that cannot be read is a problem, not an end: %s',
    (data) => {
      expect(decodeChunk(data)).toMatchObject([
        { type: 'problem', problem: { code: 'bad-chunk' } },
      ]);
    },
  );

  it('that reports an error ends the stream with its status', () => {
    const data = '{"error":{"message":"Grammar error","type":"BadRequestError","code":400}}';
    expect(() => decodeChunk(data)).toThrow(
      expect.objectContaining({ code: 'rejected', message: 'Grammar error' }),
    );
  });

  it.each<[string, object]>([
    ['usage without the prompt', { usage: { total_tokens: 3 } }],
    ['usage of another shape', { usage: 'much' }],
    ['log-probabilities of another shape', { choices: [{ text: 'a', logprobs: [1] }] }],
    ['a stop reason of another shape', { choices: [{ text: 'a', stop_reason: { a: 1 } }] }],
  ])('keeps its text beside %s', (_what, odd) => {
    const chunk = { choices: [{ text: 'a' }], ...odd };
    expect(decodeChunk(JSON.stringify(chunk))).toEqual([{ type: 'text-delta', text: 'a' }]);
  });

  it.each<[string, object]>([
    ['in place of the choices', { choices: [] }],
    ['beside choices', { choices: [{ text: 'a' }] }],
    ['with nothing else', {}],
  ])('and an error %s goes first', (_where, beside) => {
    const data = JSON.stringify({ ...beside, error: { message: 'engine died', code: 500 } });
    expect(() => decodeChunk(data)).toThrow(
      expect.objectContaining({ code: 'failed', status: 500, message: 'engine died' }),
    );
  });

  it('and an error of null is none', () => {
    const data = '{"choices":[{"text":"a"}],"error":null}';
    expect(decodeChunk(data)).toEqual([{ type: 'text-delta', text: 'a' }]);
  });
});

it.each([
  ['invalid_request_error', 'rejected'],
  ['json_parse_error', 'rejected'],
  ['model_not_found', 'not-found'],
  ['internal_error', 'failed'],
])('a chunk that reports %s, a word of the Rust frontend, is %s', (word, code) => {
  const data = JSON.stringify({ error: { message: 'no', type: word, param: null, code: word } });
  expect(() => decodeChunk(data)).toThrow(expect.objectContaining({ code, message: 'no' }));
});

it('a whole answer without choices is a bad response', () => {
  expect(() => decodeAnswer({ id: 'x' })).toThrow(
    expect.objectContaining({ code: 'bad-response' }),
  );
});
