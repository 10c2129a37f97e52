import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/provider/result';
import type { Body } from '../../../src/provider/wire/body';
import { ChunkReader, chunkReaderFor } from '../../../src/provider/wire/chunkReader';
import { decodeChunk } from '../../../src/provider/wire/events';

function read(stream: readonly string[]): readonly StreamEvent[] {
  const reader = new ChunkReader();
  const events: StreamEvent[] = [];
  for (const data of stream) reader.read(data, events);
  return events;
}

function chunk(delta: unknown, frame: object = {}): string {
  return JSON.stringify({ id: 'a', choices: [{ index: 0, delta, finish_reason: null }], ...frame });
}

const both = (delta: object, message: object): string =>
  JSON.stringify({ choices: [{ index: 0, delta, message }] });

const said = (...texts: string[]): StreamEvent[] =>
  texts.map((text) => ({ type: 'text-delta', text }));

describe('the chunks of one stream', () => {
  it.each<[string, readonly string[], readonly StreamEvent[]]>([
    [
      'of thought and answer',
      [chunk({ reasoning: 'a' }), chunk({ reasoning: 'b' }), chunk({ content: 'c' })],
      [
        { type: 'reasoning-delta', text: 'a' },
        { type: 'reasoning-delta', text: 'b' },
        ...said('c'),
      ],
    ],
    [
      'whose frame changes',
      [chunk({ content: 'a' }), chunk({ content: 'b' }, { id: 'b' }), chunk({ content: 'c' })],
      said('a', 'b', 'c'),
    ],
    [
      'with an empty and a missing string between',
      [chunk({ content: 'a' }), chunk({ content: '' }), chunk({ content: null })],
      said('a'),
    ],
    [
      'whose thought stands under one name and then the other',
      [
        chunk({ reasoning: 'a', reasoning_content: 'a' }),
        chunk({ reasoning: '', reasoning_content: 'b' }),
      ],
      [
        { type: 'reasoning-delta', text: 'a' },
        { type: 'reasoning-delta', text: 'b' },
      ],
    ],
    [
      'in parts',
      ['a', 'b'].map((text) => chunk({ content: [{ type: 'text', text }] })),
      said('a', 'b'),
    ],
    [
      'whose string stands in the frame in its stead',
      ['b', 'c'].map((id) => chunk({ content: 'X' }, { id }).replace('X', '\\u0062')),
      said('b', 'b'),
    ],
    [
      'that writes a string in escapes',
      [chunk({ content: 'a' }), chunk({ content: 'X' }).replace('X', '\\u0041\\n')],
      said('a', 'A\n'),
    ],
    [
      'with more than a string where the string was',
      [chunk({ content: 'a' }), chunk({ content: 'b' }).replace('"b"', '"b","content":"c"')],
      said('a', 'c'),
    ],
    [
      'with a message that holds all that was said so far',
      [
        both({ content: 'hel' }, { content: 'hel' }),
        both({ content: 'lo' }, { content: 'hello' }),
        both({ content: '' }, { content: 'hello' }),
      ],
      said('hel', 'lo'),
    ],
    [
      'whose message alone grows',
      [
        both({}, { content: 'hel' }),
        both({}, { content: 'hello' }),
        both({}, { content: 'hello' }),
      ],
      said('hel', 'lo'),
    ],
    [
      'with a message whose calls were told',
      [
        both({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] }, {}),
        both({}, { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] }),
      ],
      [
        { type: 'tool-call-start', index: 0, id: 'c', name: 'f' },
        { type: 'tool-call-delta', index: 0, text: '{}' },
      ],
    ],
    [
      'and what a server says of itself behind the end',
      [
        JSON.stringify({ choices: [{ text: 'a', finish_reason: 'stop' }] }),
        JSON.stringify({ timings: { total: 3 }, backend: 'a fast one' }),
      ],
      [...said('a'), { type: 'finish', reason: 'stop', stopReason: undefined }],
    ],
    [
      'that is cut within the string',
      [chunk({ content: 'a' }), chunk({ content: 'b' }).replace('"b"', '"')],
      [...said('a'), expect.objectContaining({ type: 'problem' }) as StreamEvent],
    ],
  ])('%s', (_name, stream, events) => {
    expect(read(stream)).toEqual(events);
  });

  it('gives what reading each chunk alone gives', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('', 'a', '"', '\\', '"content":"', '\ud800', '","id":"a'),
    );
    const key = fc.constantFrom('content', 'reasoning', 'reasoning_content', 'refusal', 'role');
    const part = fc.record({ type: fc.constantFrom('text', 'thinking'), text });
    const words = fc.oneof(text, fc.array(part, { maxLength: 2 }), fc.record({ text }));
    const delta = fc.dictionary(key, fc.option(words), { maxKeys: 2, noNullPrototype: true });
    const frame = fc.record({ id: text, text }, { requiredKeys: [] });
    const whole = fc.tuple(delta, frame).map(([words, around]) => chunk(words, around));
    const damaged = fc
      .tuple(whole, fc.nat(80), text)
      .map(([data, at, junk]) => data.slice(0, at) + junk + data.slice(at));
    // Few frames and many strings, so that most chunks are alike.
    const stream = fc
      .tuple(fc.array(frame, { minLength: 1, maxLength: 2 }), fc.array(fc.tuple(key, text)))
      .map(([frames, words]) =>
        words.map(([name, value], at) => chunk({ [name]: value }, frames[at % frames.length])),
      );
    fc.assert(
      fc.property(fc.oneof(stream, fc.array(fc.oneof(whole, damaged))), (chunks) => {
        expect(read(chunks)).toEqual(chunks.flatMap((data) => decodeChunk(data)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives all words of an answer that a server numbers from one', () => {
    const stream = ['a', 'b', 'c'].map((text) =>
      JSON.stringify({ choices: [{ index: 1, delta: { content: text } }] }),
    );
    const readFor = (body: Body): readonly StreamEvent[] => {
      const reader = chunkReaderFor(body);
      const events: StreamEvent[] = [];
      for (const data of stream) reader.read(data, events);
      return events;
    };
    for (const body of [{}, { n: 1 }]) expect(readFor(body)).toEqual(said('a', 'b', 'c'));
    // Where several were asked for, this is another one.
    for (const body of [{ n: 2 }, { best_of: 3 }]) expect(readFor(body)).toEqual([]);
  });
});
