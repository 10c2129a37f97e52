import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/provider/collect';
import { decodeAnswer, decodeChunk, newReading } from '../../../src/provider/wire/events';

const audio = { id: 'x', data: 'AAA=', transcript: 'the whole answer' };

/** Choices in whose words or around them something may be lost. */
const unreadWords: readonly (readonly [string, object])[] = [
  ['words beside a content of null', { delta: { content: null, audio } }],
  ['words beside an empty content', { delta: { content: '', output: 'yes' } }],
  ['more words beside some', { delta: { content: 'Sure: ', more: 'but I cannot go on' } }],
  ['words in an unknown field of the choice', { output: 'the answer' }],
  ['words behind an empty delta', { delta: {}, message: { output: 'the answer' } }],
  ['an answer that is an object', { delta: { content: { n: 1 } } }],
  ['an answer that is an object with a name', { message: { content: { name: 'Ada' } } }],
  ['an answer whose field is known', { delta: { content: { text: 'a', n: 1 } } }],
  ['a call among the parts', { delta: { content: ['a', { type: 'tool_use', name: 'f' }] } }],
  ['a sound', { delta: { content: [{ type: 'audio', data: 'AAA=' }] } }],
  ['an image beside words', { delta: { content: 'a', images: [{ alt: 'a cat' }] } }],
];

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
      'reasoning under two names, one of them blank',
      { choices: [{ delta: { reasoning: ' ', reasoning_content: 'r' } }] },
      [{ type: 'reasoning-delta', text: 'r' }],
    ],
    [
      'reasoning as a text and in details',
      { choices: [{ delta: { reasoning: 'r', reasoning_details: [{ type: 'x', text: 'r' }] } }] },
      [{ type: 'reasoning-delta', text: 'r' }],
    ],
    [
      'a part that is marked as thought',
      { choices: [{ delta: { content: [{ text: 'r', thought: true }, { text: 'a' }] } }] },
      [
        { type: 'reasoning-delta', text: 'r' },
        { type: 'text-delta', text: 'a' },
      ],
    ],
    [
      'words under two names',
      { choices: [{ delta: { content: 'Sure: ', refusal: 'but no' } }] },
      [{ type: 'text-delta', text: 'Sure: but no' }],
    ],
    [
      'the same words under two names',
      { choices: [{ delta: { content: 'a', text: 'a' }, text: 'a' }] },
      [{ type: 'text-delta', text: 'a' }],
    ],
    ['a choice that is a text', { choices: ['a'] }, [{ type: 'text-delta', text: 'a' }]],
    [
      'words in the choice itself',
      { choices: [{ index: 0, content: 'a' }] },
      [{ type: 'text-delta', text: 'a' }],
    ],
    [
      'a message beside an empty delta',
      { choices: [{ delta: { role: 'assistant', content: '' }, message: { content: 'a' } }] },
      [{ type: 'text-delta', text: 'a' }],
    ],
    [
      'what a part says of itself in a word',
      { choices: [{ delta: { content: 'a', phase: 'final', provider: { said: 'a' } } }] },
      [{ type: 'text-delta', text: 'a' }],
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

  it.each(['garbage', '{"choices":"none"}', '[]', '{"choices":[{"text":3}]}'])(
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

  it.each(['', ' ', 'null', ' null\n'])('that keeps a connection open is silent: %j', (data) => {
    expect(decodeChunk(data)).toEqual([]);
  });

  it('counts in the words of other servers', () => {
    const usage = { input_tokens: 3, output_tokens: 4 };
    expect(decodeChunk(JSON.stringify({ usage }))).toMatchObject([
      { type: 'usage', usage: { promptTokens: 3, completionTokens: 4 } },
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
      'a thought that only the server can read',
      { choices: [{ delta: { content: [{ type: 'redacted_thinking', data: 'b' }] } }] },
    ],
    [
      'marks of the server beside choices that say nothing',
      {
        choices: [{ delta: { role: 'assistant' } }],
        obfuscation: 'aGk',
        model_info: { arch: 'x' },
      },
    ],
    [
      'words of other servers around a finish',
      { choices: [{ delta: {}, native_finish_reason: 'STOP', matched_stop: 'the end' }] },
    ],
  ])('of %s is silent', (_what, chunk) => {
    expect(decodeChunk(JSON.stringify(chunk))).toEqual([]);
  });

  it.each<[string, object]>([
    ['words elsewhere', { response: 'hello' }],
    ['words in an unknown field', { choices: [{ delta: { answer: 'hello' } }] }],
    ['words in a part of an unknown kind', { choices: [{ delta: { content: [{ said: 'a' }] } }] }],
    ['words beside a count', { usage: { prompt_tokens: 1 }, output: ['hello'] }],
    ...unreadWords.map(([what, choice]): [string, object] => [what, { choices: [choice] }]),
    ['words beside choices that say nothing', { choices: [{ delta: {} }], output: 'the answer' }],
    ['words beside no choices', { choices: [], text: 'hello' }],
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
      const reading = newReading(undefined);
      const words = stream.flatMap((numbers) => {
        const choices = numbers.map((index) => ({ index, text: String(index) }));
        return decodeChunk(JSON.stringify({ choices }), reading).map((event) =>
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

it.each(unreadWords)('a whole answer with %s is told, as words may be missing', (_what, choice) => {
  expect(decodeAnswer({ choices: [{ ...choice, finish_reason: 'stop' }] })).toContainEqual(
    expect.objectContaining({ type: 'problem' }),
  );
});

it('a whole answer whose words stand beside its choices is told', () => {
  const choices = [{ message: { content: '' }, finish_reason: 'stop' }];
  expect(decodeAnswer({ choices, output_text: 'hello' })).toContainEqual(
    expect.objectContaining({ type: 'problem' }),
  );
});

/** Words that nobody would take for what accompanies them, wherever a server puts them. */
it('words are read or told, wherever in a choice they stand', () => {
  const words = 'the quick answer';
  const name = fc.constantFrom('content', 'text', 'output', 'reasoning', 'delta', 'parts', 'audio');
  const kind = fc.constantFrom(undefined, 'text', 'output_text', 'thinking', 'sound');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(words),
      fc.tuple(name, tie('value'), kind).map(([at, held, type]) => ({ type, [at]: held })),
      fc.tuple(name, tie('value')).map(([at, held]) => ({ content: '', [at]: held })),
      tie('value').map((held) => [held]),
    ),
  }));
  const place = fc.constantFrom('delta', 'message', 'text', 'content', 'output');
  fc.assert(
    fc.property(value, place, fc.boolean(), (held, at, isBeside) => {
      const choice = { ...(isBeside && { delta: { content: null } }), [at]: held };
      const data = JSON.stringify({ choices: [choice] });
      const events = decodeChunk(data);
      const { text, reasoning, problems } = collect(events);
      expect(`${text}${reasoning}${problems.map(({ code }) => code).join('')}`).toMatch(
        /the quick answer|bad-chunk/,
      );
    }),
  );
});

it('a whole answer without choices is a bad response', () => {
  expect(() => decodeAnswer({ id: 'x' })).toThrow(
    expect.objectContaining({ code: 'bad-response' }),
  );
});

it('a chunk wider than a few tokens can be is unreadable, and not taken apart', () => {
  const choices = Array.from({ length: 60_000 }, () => ({ delta: { content: 'hi' } }));
  const events = decodeChunk(JSON.stringify({ choices }));
  expect(events).toMatchObject([{ type: 'problem', problem: { code: 'bad-chunk' } }]);
});
