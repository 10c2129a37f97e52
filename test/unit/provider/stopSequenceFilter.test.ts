import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/provider/result';
import { StopSequenceFilter } from '../../../src/provider/stopSequenceFilter';

const text = (value: string): StreamEvent => ({ type: 'text-delta', text: value });
const end: StreamEvent = { type: 'finish', reason: 'length', stopReason: undefined };
const stoppedAt = (stopReason: string): StreamEvent => ({
  type: 'finish',
  reason: 'stop',
  stopReason,
});
const usage: StreamEvent = {
  type: 'usage',
  usage: {
    promptTokens: 1,
    completionTokens: 9,
    cachedTokens: undefined,
    reasoningTokens: undefined,
  },
};

function read(events: readonly StreamEvent[], stops: readonly string[]): readonly StreamEvent[] {
  const here = new StopSequenceFilter(stops);
  return [...events.flatMap((event) => here.read([event])), ...here.end()];
}

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

describe('an answer that is stopped here', () => {
  it.each<[string, readonly StreamEvent[], readonly StreamEvent[]]>([
    ['ends before the string', [text('ab END cd'), end], [text('ab '), stoppedAt('END')]],
    [
      'ends before a string that comes in pieces',
      [text('ab E'), text('N'), text('D cd'), end],
      [text('ab '), stoppedAt('END')],
    ],
    [
      'goes on where it was none',
      [text('ab E'), text('N'), text('d'), end],
      [text('ab '), text('ENd'), end],
    ],
    ['keeps what only began one', [text('ab EN'), end], [text('ab '), text('EN'), end]],
    ['ends before the first of several', [text('a;b END'), end], [text('a'), stoppedAt(';')]],
    ['still tells what was spent', [text('a;b'), end, usage], [text('a'), stoppedAt(';'), usage]],
    [
      'is not told of what stood behind',
      [text(';'), { type: 'problem', problem: { code: 'shortened', message: '' } }, end],
      [stoppedAt(';')],
    ],
    [
      'may end in its thought',
      [{ type: 'reasoning-delta', text: 'a;b' }, end],
      [{ type: 'reasoning-delta', text: 'a;b' }, end],
    ],
  ])('%s', (_what, events, told) => {
    expect(read(events, ['END', ';', ''])).toEqual(told);
  });

  it('is what stands before the stop string that is first complete, however it comes', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(letters), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
        const whole = pieces.join('');
        const [first = whole.length] = stops
          .map((each) => ({ at: whole.indexOf(each), end: whole.indexOf(each) + each.length }))
          .filter(({ at }) => at >= 0)
          .toSorted((a, b) => a.end - b.end || a.at - b.at)
          .map(({ at }) => at);
        const told = read([...pieces.map(text), end], stops);
        expect(textOf(told)).toBe(whole.slice(0, first));
        expect(told.filter(({ type }) => type === 'finish')).toHaveLength(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
