/** Tool calls as servers write them: one call for each that was meant, with all of its name and arguments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/provider/collect';
import type { ToolCall } from '../../../src/provider/message';
import { readAnswer } from '../../../src/provider/readAnswer';
import type { StreamEvent } from '../../../src/provider/result';
import { decodeChunk } from '../../../src/provider/wire/events';

interface Piece {
  readonly index?: number;
  readonly id?: string | null;
  readonly name?: string;
  readonly arguments?: unknown;
}

/** Each list is a chunk of the stream. */
function eventsOf(...chunks: readonly (readonly Piece[])[]): readonly StreamEvent[] {
  const read = chunks.flatMap((pieces) => {
    const calls = pieces.map(({ index, id, ...named }) => ({ index, id, function: named }));
    return decodeChunk(JSON.stringify({ choices: [{ delta: { tool_calls: calls } }] }));
  });
  const finish = decodeChunk('{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}');
  return readAnswer([...read, ...finish], { asked: {}, opening: 'answer', problems: [] });
}

const call = (id: string, name: string, argumentsText: string): ToolCall => ({
  id,
  name,
  argumentsText,
});

const f = { name: 'f' } as const;
const g = { name: 'g' } as const;
const one = '{"n":1}';
const two = '{"n":2}';

describe('calls', () => {
  it.each<[string, readonly (readonly Piece[])[], readonly ToolCall[]]>([
    [
      'of a new id under an index in use',
      [
        [{ index: 0, id: 'a', ...f, arguments: one }],
        [{ index: 0, id: 'b', ...f, arguments: two }],
      ],
      [call('a', 'f', one), call('b', 'f', two)],
    ],
    [
      'of a new id and another name under an index in use, in pieces',
      [
        [{ index: 0, id: 'a', ...f }],
        [{ index: 0, arguments: '{"n"' }],
        [{ index: 0, arguments: ':1}' }],
        [{ index: 0, id: 'b', ...g }],
        [{ index: 0, arguments: two }],
      ],
      [call('a', 'f', one), call('b', 'g', two)],
    ],
    [
      'without an index',
      [[{ id: 'a', ...f, arguments: one }], [{ id: 'b', ...f, arguments: two }]],
      [call('a', 'f', one), call('b', 'f', two)],
    ],
    [
      'without an index, in pieces',
      [[{ id: 'a', ...f }], [{ arguments: one }], [{ id: 'b', ...f }], [{ arguments: two }]],
      [call('a', 'f', one), call('b', 'f', two)],
    ],
    [
      'without an index, side by side',
      [
        [
          { id: 'a', ...f, arguments: one },
          { id: 'b', ...g, arguments: two },
        ],
      ],
      [call('a', 'f', one), call('b', 'g', two)],
    ],
    [
      'without an index, each piece with its id',
      [
        [{ id: 'a', ...f }],
        [{ id: 'b', ...f }],
        [{ id: 'a', arguments: one }],
        [{ id: 'b', arguments: two }],
      ],
      [call('a', 'f', one), call('b', 'f', two)],
    ],
    [
      'without index and id',
      [[{ ...f, arguments: one }], [{ ...f, arguments: two }], [{ ...g, arguments: one }]],
      [call('', 'f', one), call('', 'f', two), call('', 'g', one)],
    ],
    [
      'under an index in use and then the next',
      [
        [{ index: 0, id: 'a', ...f, arguments: one }],
        [{ index: 0, id: 'b', ...f, arguments: two }],
        [{ index: 1, id: 'c', ...g, arguments: one }],
      ],
      [call('a', 'f', one), call('b', 'f', two), call('c', 'g', one)],
    ],
    [
      'without arguments, under an index in use',
      [[{ index: 0, id: 'a', ...f }], [{ index: 0, id: 'b', ...g }]],
      [call('a', 'f', ''), call('b', 'g', '')],
    ],
    [
      'of a new id, whose name comes behind it',
      [
        [{ index: 0, id: 'a', ...f }],
        [{ index: 0, id: 'b', arguments: one }],
        [{ index: 0, ...g }],
      ],
      [call('a', 'f', ''), call('b', 'g', one)],
    ],
    [
      'of a new id with every piece of the arguments',
      [[{ index: 0, id: 'a', ...f, arguments: '{"n"' }], [{ index: 0, id: 'b', arguments: ':1}' }]],
      [call('a', 'f', one)],
    ],
    [
      'of a name in two pieces',
      [
        [{ index: 0, id: 'a', name: 'get_' }],
        [{ index: 0, name: 'weather' }],
        [{ index: 0, arguments: one }],
      ],
      [call('a', 'get_weather', one)],
    ],
    [
      'of a name in two pieces, each with the id',
      [
        [{ index: 0, id: 'a', name: 'get_' }],
        [{ index: 0, id: 'a', name: 'weather', arguments: one }],
      ],
      [call('a', 'get_weather', one)],
    ],
    [
      'of a name that is longer each time',
      [
        [{ index: 0, id: 'a', name: 'get' }],
        [{ index: 0, id: 'a', name: 'get_weather' }],
        [{ index: 0, arguments: one }],
      ],
      [call('a', 'get_weather', one)],
    ],
    [
      'of a name with every piece',
      [
        [{ index: 0, ...f, arguments: '{"n"' }],
        [{ index: 0, ...f, arguments: ':1}' }],
        [{ index: 0, ...f, arguments: '' }],
      ],
      [call('', 'f', one)],
    ],
    [
      'of arguments before the name, which keep their id',
      [
        [{ index: 0, id: 'a', arguments: '{"n"' }],
        [{ index: 0, ...f }],
        [{ index: 0, arguments: ':1}' }],
      ],
      [call('a', 'f', one)],
    ],
    [
      'of an id, arguments and a name, one after another',
      [[{ index: 0, id: 'a' }], [{ index: 0, arguments: one }], [{ index: 0, ...f }]],
      [call('a', 'f', one)],
    ],
    [
      'of arguments before the id',
      [[{ index: 0, arguments: one }], [{ index: 0, id: 'a', ...f }]],
      [call('a', 'f', one)],
    ],
    [
      'of one id under two indices',
      [
        [{ index: 0, id: 'a', ...f, arguments: one }],
        [{ index: 1, id: 'a', ...g, arguments: two }],
      ],
      [call('a', 'f', one), call('a', 'g', two)],
    ],
    [
      'of one id and one name under two indices',
      [
        [{ index: 0, id: 'a', ...f, arguments: one }],
        [{ index: 1, id: 'a', ...f, arguments: two }],
      ],
      [call('a', 'f', one), call('a', 'f', two)],
    ],
    [
      'of one id under two indices, without arguments',
      [[{ index: 0, id: 'a', ...f }], [{ index: 1, id: 'a', ...g }]],
      [call('a', 'f', ''), call('a', 'g', '')],
    ],
    [
      'of one id under two indices, side by side and in pieces',
      [
        [
          { index: 0, id: 'a', ...f },
          { index: 1, id: 'a', ...g },
        ],
        [
          { index: 0, id: 'a', arguments: '{"n"' },
          { index: 1, id: 'a', arguments: '{"n"' },
        ],
        [
          { index: 1, id: 'a', arguments: ':2}' },
          { index: 0, id: 'a', arguments: ':1}' },
        ],
      ],
      [call('a', 'f', one), call('a', 'g', two)],
    ],
    [
      'of one id under one index, each whole',
      [
        [{ index: 0, id: 'none', ...f, arguments: one }],
        [{ index: 0, id: 'none', ...g, arguments: two }],
      ],
      [call('none', 'f', one), call('none', 'g', two)],
    ],
    [
      'without an index, each piece with its id and name',
      [
        [
          { id: 'a', ...f, arguments: '{"n"' },
          { id: 'b', ...g, arguments: '{"n"' },
        ],
        [{ id: 'b', ...g, arguments: ':2}' }],
        [{ id: 'a', ...f, arguments: ':1}' }],
      ],
      [call('a', 'f', one), call('b', 'g', two)],
    ],
    [
      'of arguments that are no text',
      [[{ index: 0, id: 'a', ...f, arguments: { n: 1 } }]],
      [call('a', 'f', one)],
    ],
    [
      'of an id that is null',
      [[{ index: 0, id: null, ...f, arguments: one }]],
      [call('', 'f', one)],
    ],
  ])('%s are each one, and whole', (_what, chunks, calls) => {
    const { toolCalls, problems } = collect(eventsOf(...chunks));
    expect(toolCalls).toEqual(calls);
    expect(problems).toEqual([]);
  });

  it('in the shape of the old field are calls', () => {
    const said = { function_call: { name: 'f', arguments: one } };
    const events = decodeChunk(JSON.stringify({ choices: [{ delta: said }] }));
    expect(collect(events).toolCalls).toEqual([call('', 'f', one)]);
  });

  it.each<[string, object, ToolCall]>([
    ['parameters', { id: 'a', function: { name: 'f', parameters: { n: 1 } } }, call('a', 'f', one)],
    ['args', { id: 'a', name: 'f', args: { n: 1 } }, call('a', 'f', one)],
    [
      'the input of a custom tool',
      { id: 'a', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
      call('a', 'sql', 'SELECT 1'),
    ],
  ])('whose arguments are %s are read', (_what, said, read) => {
    const events = decodeChunk(JSON.stringify({ choices: [{ delta: { tool_calls: [said] } }] }));
    expect(collect(events)).toMatchObject({ toolCalls: [read], problems: [] });
  });

  it.each<[string, object]>([
    ['in a field that nobody knows', { id: 'a', function: { name: 'f', payload: { n: 1 } } }],
    ['beside an id alone', { id: 'a', sql: { query: 'SELECT 1' } }],
    ['beside empty ones', { id: 'a', name: 'f', arguments: '', payload: { n: 1 } }],
    ['with more digits than are read', { id: 'a', name: 'f', arguments: { n: 2 ** 53 } }],
  ])('whose arguments stand %s are told', (_what, said) => {
    const events = decodeChunk(JSON.stringify({ choices: [{ delta: { tool_calls: [said] } }] }));
    expect(collect(events).problems).toMatchObject([{ code: 'bad-chunk' }]);
  });

  it('that have no name are told', () => {
    const { problems } = collect(eventsOf([{ index: 0, id: 'a', arguments: one }]));
    expect(problems).toMatchObject([{ code: 'bad-tool-call' }]);
  });

  it('of no shape at all are told', () => {
    const data = JSON.stringify({ choices: [{ delta: { content: 'a', tool_calls: ['say hi'] } }] });
    expect(decodeChunk(data)).toMatchObject([
      { type: 'text-delta', text: 'a' },
      { type: 'problem', problem: { code: 'bad-chunk', message: 'unreadable: say hi' } },
    ]);
  });

  it('begin once each, and each argument follows under the index that it began with', () => {
    const pieces = fc.array(
      fc.record(
        {
          index: fc.nat(2),
          id: fc.constantFrom('a', 'b', 'c'),
          name: fc.constantFrom('f', 'g'),
          arguments: fc.constantFrom('', '{', '}', '{}'),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (chunks) => {
        const begun = new Set<number>();
        for (const event of eventsOf(...chunks.map((piece) => [piece]))) {
          if (event.type === 'tool-call-start') begun.add(event.index);
          if (event.type === 'tool-call-delta') expect(begun).toContain(event.index);
        }
        const sent = chunks.flatMap(({ name, ...piece }) => (name ? [piece.arguments ?? ''] : []));
        const { toolCalls } = collect(eventsOf(...chunks.map((piece) => [piece])));
        const told = toolCalls.map(({ argumentsText }) => argumentsText).join('');
        // Nothing that came with a name is lost.
        for (const brace of ['{', '}']) {
          const count = (text: string): number => text.split(brace).length - 1;
          expect(count(told)).toBeGreaterThanOrEqual(count(sent.join('')));
        }
      }),
    );
  });
});
