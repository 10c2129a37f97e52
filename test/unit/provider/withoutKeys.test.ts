import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/provider/collect';
import type { LLM, StreamEvent } from '../../../src/provider/llm';
import { withoutKeys } from '../../../src/provider/withoutKeys';
import { collectEvents } from '../../support/collectEvents';
import { unusedLLM } from '../../support/unusedLLM';

const key = 'sk-vllm-R4tQ9z';
const request = { model: 'm', messages: [] };
const leftOut = { code: 'key-left-out' };

function streaming(events: readonly StreamEvent[], failure?: Error): LLM {
  const stream = async function* () {
    for (const event of events) yield await Promise.resolve(event);
    if (failure) throw failure;
  };
  return withoutKeys(unusedLLM({ stream, complete: stream, answerNow: stream }), [key]);
}

const finish = { type: 'finish', reason: 'stop', stopReason: undefined } as const;
const text = (piece: string): StreamEvent => ({ type: 'text-delta', text: piece });
const thought = (piece: string): StreamEvent => ({ type: 'reasoning-delta', text: piece });
const call = (index: number, piece: string): StreamEvent => ({
  type: 'tool-call-delta',
  index,
  text: piece,
});

describe('a key in an answer', () => {
  it('is left out of each of its texts, in whatever pieces they come between each other', async () => {
    const whole = `a ${key} b`;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6 }))),
        async (cuts) => {
          const left = [whole, whole, whole, whole];
          const makers = [text, thought, (it: string) => call(0, it), (it: string) => call(1, it)];
          const events: StreamEvent[] = [0, 1].map((index) => ({
            type: 'tool-call-start',
            index,
            id: key,
            name: 'f',
          }));
          for (const [which, length] of cuts) {
            const rest = left[which] ?? '';
            const event = makers[which]?.(rest.slice(0, length));
            if (event && rest !== '') events.push(event);
            left[which] = rest.slice(length);
            if (left.every((each) => each === '')) break;
          }
          const told = collect(await collectEvents(streaming([...events, finish]).stream(request)));
          // Four characters of one give nothing away, and texts keep their order.
          const plain = (it: string): string => it.replace(/s(?:k(?:-v?)?)?•••/, '•••');
          expect([told.text, told.reasoning].map(plain)).toEqual(['a ••• b', 'a ••• b']);
          for (const { id, argumentsText } of told.toolCalls) {
            expect([id, plain(argumentsText)]).toEqual(['•••', 'a ••• b']);
          }
          expect(told.problems).toEqual([
            {
              ...leftOut,
              message: 'the server wrote your key into the answer 6 times; it was left out',
            },
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a chat', (llm: LLM) => llm.stream(request)],
    ['a completion', (llm: LLM) => llm.complete({ model: 'm', prompt: '', maxTokens: 8 })],
    ['an answer at once', (llm: LLM) => llm.answerNow({ ...request, thought: '', maxTokens: 8 })],
  ])('is told of before the end: %s', async (_what, ask) => {
    const llm = streaming([text(key.slice(0, 9)), text(key.slice(9)), finish]);
    const [first, told, ...more] = await collectEvents<unknown>(ask(llm));
    expect(first).toEqual(text('•••'));
    expect(told).toMatchObject({ type: 'problem', problem: leftOut });
    expect(more).toEqual([finish]);
  });

  it('loses nothing of an answer that breaks off', async () => {
    const seen: StreamEvent[] = [];
    const reading = (async () => {
      for await (const event of streaming([text('so sk-vl')], new Error('gone')).stream(request))
        seen.push(event);
    })();
    await expect(reading).rejects.toThrow('gone');
    expect(collect(seen).text).toBe('so sk-vl');
    expect(collect(await collectEvents(streaming([text('so sk-vl')]).stream(request))).text).toBe(
      'so sk-vl',
    );
  });

  it('is left out of a whole answer, and of candidates', async () => {
    const empty = { toolCalls: [], logprobs: [], usage: undefined, problems: [] } as const;
    const result = { ...empty, text: key, reasoning: `${key}.`, finishReason: 'stop' } as const;
    const candidate = { text: key, reasoning: '', ending: 'complete', score: undefined } as const;
    const llm = withoutKeys(
      unusedLLM({
        generate: () => Promise.resolve(result),
        candidates: () =>
          Promise.resolve({ candidates: [candidate], method: 'samples', problems: [] }),
      }),
      [key],
    );
    expect(await llm.generate(request)).toMatchObject({
      text: '•••',
      reasoning: '•••.',
      problems: [leftOut],
    });
    expect(await llm.candidates({ ...request, beams: { width: 2 }, maxTokens: 8 })).toMatchObject({
      candidates: [{ text: '•••' }],
      problems: [leftOut],
    });
  });

  it('costs nothing where there is none', () => {
    const llm = unusedLLM({});
    expect(withoutKeys(llm, ['EMPTY'])).toBe(llm);
  });
});
