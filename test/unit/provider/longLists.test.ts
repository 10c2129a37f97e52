/** A server lists what it likes: each thing in a list is looked at a few times, however many there are. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unusedName } from '../../../src/adapters/adapterName';
import { ArgumentsSoFar } from '../../../src/provider/argumentsSoFar';
import type { ModelCard } from '../../../src/provider/llm';
import type { StreamEvent } from '../../../src/provider/result';
import { SseParser } from '../../../src/provider/transport/sse';
import type { Transport } from '../../../src/provider/transport/transport';
import { createMemoryFactStore } from '../../../src/provider/vllm/facts';
import { ServerKnowledge } from '../../../src/provider/vllm/serverKnowledge';
import { AnswerAudit } from '../../../src/provider/answerAudit';
import { decodeChoices } from '../../../src/provider/wire/candidates';
import { decodeModels, maxModels } from '../../../src/provider/wire/models';

const many = 10_000;

afterEach(() => {
  vi.restoreAllMocks();
});

function knowledge(): ServerKnowledge {
  return new ServerKnowledge('http://h/v1', {} as unknown as Transport, {
    release: undefined,
    facts: createMemoryFactStore(),
    random: () => 0,
    now: () => new Date(0),
  });
}

describe('a long list of models', () => {
  it('is read up to a bound, and how many more there are is told', () => {
    const listed = Array.from({ length: maxModels + 7 }, (_, index) => ({ id: `m${index}` }));
    const { models, unread } = decodeModels({ data: listed });
    expect([models.length, unread]).toEqual([maxModels, 7]);
    expect(decodeModels({ data: listed.slice(0, maxModels) }).unread).toBe(0);
  });

  it('is no list where one of those that are read is no model', () => {
    const listed = [...Array.from({ length: maxModels }, () => ({ id: 'm' })), 'x'];
    expect(decodeModels({ data: listed }).unread).toBe(1);
    expect(() => decodeModels({ data: listed.slice(1) })).toThrow('not a list of models');
  });

  it.each([
    ['without a window', (index: number) => ({ id: `m${index}`, parent: undefined })],
    ['that are adapters of the last', (index: number) => ({ id: `m${index}`, parent: 'm9999' })],
    ['that are adapters of nothing', (index: number) => ({ id: `m${index}`, parent: 'none' })],
    ['that are one', () => ({ id: 'm', parent: 'm' })],
  ])('%s: each is looked at a few times', (_name, cardOf) => {
    let looks = 0;
    const cards = Array.from({ length: many }, (_, index): ModelCard => {
      const { id, parent } = cardOf(index);
      const card = { root: undefined, parent, contextWindow: undefined };
      return Object.defineProperty(card, 'id', { get: () => (looks++, id) }) as typeof card & {
        readonly id: string;
      };
    });
    knowledge().learnModels(cards);
    expect(looks).toBeLessThanOrEqual(4 * many);
  });

  it("gives an adapter its parent's window, the first of that name", async () => {
    const known = knowledge();
    const card = (id: string, parent?: string, contextWindow?: number): ModelCard => {
      return { id, parent, contextWindow, root: undefined };
    };
    known.learnModels([card('a', 'b'), card('b', undefined, 7), card('b', undefined, 8)]);
    expect(await known.windowOf('a', {})).toBe(7);
  });

  it('has a free name behind all that are taken', () => {
    let looks = 0;
    const names = Array.from({ length: many }, (_, index) => `a-v${index}`);
    const taken = new Proxy(names, {
      get: (list, key): unknown => (looks++, Reflect.get(list, key)),
    });
    expect(unusedName('a-v2', taken)).toBe(`a-v${many}`);
    expect(looks).toBeLessThanOrEqual(4 * many);
  });
});

/** How many characters are read as JSON meanwhile. */
function readAsJson(work: () => void): number {
  const parse = vi.spyOn(JSON, 'parse');
  work();
  return parse.mock.calls.reduce((total, [text]) => total + text.length, 0);
}

function watched(events: readonly StreamEvent[]): readonly StreamEvent[] {
  const watch = new AnswerAudit({ tools: [{ name: 'f', description: '', parameters: {} }] });
  const told: StreamEvent[] = [];
  for (const event of events) watch.next(event, told);
  watch.end(told);
  return told;
}

const start = (index: number, id = ''): StreamEvent => {
  return { type: 'tool-call-start', index, id, name: 'f' };
};
const add = (index: number, text: string): StreamEvent => ({
  type: 'tool-call-delta',
  index,
  text,
});
const finish: StreamEvent = { type: 'finish', reason: 'stop', stopReason: undefined };

describe('a long row of pieces', () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => index);

  it.each<[string, readonly StreamEvent[]]>([
    ['a name with each', numbers.flatMap(() => [start(0), add(0, '{"a":"')])],
    ['a name with each', [start(0), ...numbers.flatMap(() => [add(0, '"a'), start(0)])]],
    [
      'a new id with each',
      [add(0, '{'), ...numbers.flatMap((n) => [start(0, `${n}`), add(0, '"')])],
    ],
    ['an end with each', numbers.flatMap((n) => [start(n, `${n}`), add(n, '{}'), finish])],
  ])('of calls, with %s, is read a few times as JSON', (_name, events) => {
    const length = events.reduce(
      (total, event) => total + (event.type === 'tool-call-delta' ? event.text.length : 0),
      0,
    );
    expect(readAsJson(() => watched(events))).toBeLessThanOrEqual(110 * 110 + 8 * length);
  });

  it('of calls that nobody was told of is gone through once', () => {
    const starts = numbers.map((n) => start(n, `${n}`));
    const ends = numbers.map(() => finish);
    const flatMap = vi.spyOn(Array.prototype, 'flatMap');
    expect(watched([...starts, ...ends]).filter(({ type }) => type === 'tool-call-start')).toEqual(
      starts,
    );
    const gone = flatMap.mock.contexts.reduce<number>(
      (total, list) => total + (list as readonly unknown[]).length,
      0,
    );
    expect(gone).toBeLessThanOrEqual(4 * numbers.length);
  });

  it('of answers in pieces is put together', () => {
    const pieces = Array.from({ length: many }, (_, index) => ({
      choices: [{ index: index % (many / 2), message: { content: String(index) } }],
    }));
    const filter = vi.spyOn(Array.prototype, 'filter');
    const answers = decodeChoices(pieces).map(({ text }) => text);
    const lists = filter.mock.contexts as readonly (readonly unknown[])[];
    const looks = lists.reduce((sum, { length }) => sum + length, 0);
    expect(looks).toBeLessThanOrEqual(100 * many);
    expect([answers.length, answers[1]]).toEqual([many / 2, `1${many / 2 + 1}`]);
  });

  // Joining them line by line would take minutes, and end this test.
  it('of one event in a million lines is joined once', () => {
    const parser = new SseParser();
    parser.push('data: }\n'.repeat(1_000_000));
    expect(parser.flush().map(({ length }) => length)).toEqual([1_999_999]);
  });

  it('of one event is refused where it is too long', () => {
    const parser = new SseParser(100);
    expect(() => parser.push('data:\n'.repeat(102))).toThrow(RangeError);
    const short = 'data: a\n\n'.repeat(102);
    expect(new SseParser(100).push(short)).toHaveLength(102);
  });
});

describe('arguments that arrive in pieces', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it('are complete when they are JSON, however they are cut', () => {
    const whole = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.constantFrom(' ', ' x', '{}', '"', '}'))
        .map((parts) => parts.join('')),
      fc.string({
        unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', 'a', '1'),
        maxLength: 20,
      }),
    );
    fc.assert(
      fc.property(whole, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (text, sizes) => {
        const said = new ArgumentsSoFar();
        for (let at = 0; at < text.length;) {
          const { value: size } = sizes.next() as { readonly value: number };
          said.add(text.slice(at, at + size));
          at += size;
          const seen = text.slice(0, at);
          expect([said.text, said.isComplete]).toEqual([seen, isJson(seen)]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
