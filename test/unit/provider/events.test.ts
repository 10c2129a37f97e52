import { describe, expect, it } from 'vitest';
import { decodeAnswer, decodeChunk, onlyAnswerReader } from '../../../src/provider/wire/events';

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

  it.each<[string, object, object[]]>([
    ['no choices', {}, []],
    ['choices of null', { choices: null }, []],
    ['one choice that is no list', { choices: { text: 'a' } }, [{ type: 'text-delta', text: 'a' }]],
  ])('that counts beside %s is read', (_what, beside, events) => {
    const usage = { prompt_tokens: 3, completion_tokens: '2' };
    expect(decodeChunk(JSON.stringify({ ...beside, usage }))).toMatchObject([
      ...events,
      { type: 'usage', usage: { promptTokens: 3, completionTokens: 2 } },
    ]);
  });

  it.each<[string, object]>([
    ['a frame', { id: 'x', object: 'chat.completion.chunk', model: 'm', choices: null }],
    ['a ping', { type: 'ping' }],
    ['nothing', {}],
    ['numbers', { timings: { total: 3 } }],
    ['a choice that says nothing', { choices: [{ index: 0, delta: null, finish_reason: '' }] }],
    ['a second answer', { choices: [{ index: '1', text: 'b' }] }],
    ['a call that is empty', { choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }],
    [
      'what accompanies a thought',
      { choices: [{ delta: { content: [{ type: 'x', data: 'b' }] } }] },
    ],
  ])('of %s is silent', (_what, chunk) => {
    expect(decodeChunk(JSON.stringify(chunk))).toEqual([]);
  });

  it.each<[string, object]>([
    ['words elsewhere', { response: 'hello' }],
    ['words in an unknown field', { choices: [{ delta: { answer: 'hello' } }] }],
    ['words in a part of an unknown kind', { choices: [{ delta: { content: [{ said: 'a' }] } }] }],
    ['words beside a count', { usage: { prompt_tokens: 1 }, output: ['hello'] }],
  ])('with %s is told, as words may be missing', (_what, chunk) => {
    expect(decodeChunk(JSON.stringify(chunk))).toContainEqual(
      expect.objectContaining({ type: 'problem' }),
    );
  });

  it.each([
    ['eos_token', 'stop'],
    ['END_TURN', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['function_call', 'tool-calls'],
  ])('that ends by %s, a word of others, ends by %s', (word, reason) => {
    const data = JSON.stringify({ choices: [{ finish_reason: word }] });
    expect(decodeChunk(data)).toEqual([{ type: 'finish', reason, stopReason: undefined }]);
  });

  it.each([
    ['one', [[1], [1]], '11'],
    ['one, two to a chunk', [[1, 1], [1]], '111'],
    ['zero, with another beside it', [[1, 0], [1], [0]], '00'],
    ['zero, with another behind it', [[0], [1], [0]], '00'],
    ['one, with another behind it', [[1], [0], [2], [1]], '11'],
  ])(
    'of an answer that counts from %s loses no words of it, nor mixes in others',
    (_, stream, all) => {
      const read = onlyAnswerReader();
      const words = stream.flatMap((numbers) => {
        const choices = numbers.map((index) => ({ index, text: String(index) }));
        return read(JSON.stringify({ choices })).map((event) =>
          'text' in event ? event.text : '',
        );
      });
      expect(words.join('')).toBe(all);
    },
  );

  it('is of the first answer alone where several were asked for', () => {
    expect(decodeChunk('{"choices":[{"index":1,"text":"b"}]}')).toEqual([]);
  });

  it.each([
    ['lines', '{"choices":[{"text":"a"}]}\n{"choices":[{"text":"b"}]}'],
    ['a list', '[{"choices":[{"text":"a"}]}, {"choices":[{"text":"b"}]}]'],
    ['nothing between', '{"choices":[{"text":"a"}]}{"choices":[{"text":"b"}]}'],
  ])('that holds two, parted by %s, is both', (_what, data) => {
    expect(decodeChunk(data)).toEqual([
      { type: 'text-delta', text: 'a' },
      { type: 'text-delta', text: 'b' },
    ]);
  });

  it('with more around it keeps its words, and the rest is told', () => {
    expect(decodeChunk('ok: {"choices":[{"text":"a"}]}')).toMatchObject([
      { type: 'text-delta', text: 'a' },
      { type: 'problem', problem: { code: 'bad-chunk' } },
    ]);
  });

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

it('a whole answer is the first of several, numbered or not', () => {
  const choices = [{ text: 'a' }, { text: 'b' }];
  expect(decodeAnswer({ choices })).toEqual([{ type: 'text-delta', text: 'a' }]);
  expect(decodeAnswer({ choices: [{ index: 1, text: 'a' }] })).toEqual([
    { type: 'text-delta', text: 'a' },
  ]);
  expect(
    decodeAnswer({
      choices: [
        { index: 1, text: 'b' },
        { index: 0, text: 'a' },
      ],
    }),
  ).toEqual([{ type: 'text-delta', text: 'a' }]);
});

it('a whole answer without choices is a bad response', () => {
  expect(() => decodeAnswer({ id: 'x' })).toThrow(
    expect.objectContaining({ code: 'bad-response' }),
  );
});
