import { describe, expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import { Journal } from '../../../src/activity/journal';
import { withJournal } from '../../../src/activity/withJournal';
import { ProviderError } from '../../../src/provider/errors';
import type { CallOptions, StreamEvent } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { ManualClock } from '../../support/manualClock';
import { unusedLLM } from '../../support/unusedLLM';

/** A journal over a model whose stream is `events`, each of which takes 10 ms, and then `end`. */
function journalOver(events: readonly StreamEvent[], end?: Error) {
  const journal = new Journal(3);
  const clock = new ManualClock();
  const signals: (AbortSignal | undefined)[] = [];
  const complete = async function* (
    _request: unknown,
    call: CallOptions = {},
  ): AsyncIterable<StreamEvent> {
    signals.push(call.signal);
    for (const event of events) {
      await clock.advance(10);
      yield event;
    }
    if (end) throw end;
  };
  const model = unusedLLM({ baseUrl: 'http://gpu/v1', complete, stream: complete });
  return { journal, signals, llm: withJournal(model, { journal, clock, date: () => new Date(0) }) };
}

const request = { model: 'm', prompt: 'p', maxTokens: 8 };
const text = (value: string): StreamEvent => ({ type: 'text-delta', text: value });

describe('the journal', () => {
  it('follows a stream from its first token to its end', async () => {
    const { journal, llm } = journalOver([
      text('a'),
      text('b'),
      { type: 'finish', reason: 'stop', stopReason: undefined },
    ]);
    await collectEvents(llm.complete(request));
    expect(journal.last).toMatchObject({
      model: 'm',
      text: 'ab',
      firstTokenAfter: 10,
      endedAfter: 30,
      state: { status: 'done', finishReason: 'stop' },
    });
  });

  it('names what was asked, of whom, and whether it may think first', async () => {
    const { journal, llm } = journalOver([]);
    const asked = { model: 'm', messages: [] };
    await collectEvents(llm.stream(asked, { label: 'Why?' }));
    await collectEvents(llm.stream({ ...asked, thinking: 'off' }));
    await collectEvents(llm.complete(request));
    const server = 'http://gpu/v1';
    expect(journal.all).toMatchObject([
      { label: 'Why?', thinking: 'on', server },
      { label: undefined, thinking: 'off', server },
      { label: undefined, thinking: 'off', server },
    ]);
  });

  it('tells a failure from an abort', async () => {
    const failing = journalOver([], new ProviderError('overloaded', 'busy'));
    await collectEvents(failing.llm.complete(request)).catch(() => undefined);
    expect(failing.journal.last?.state).toEqual({
      status: 'failed',
      error: new ProviderError('overloaded', 'busy'),
    });
    const aborted = journalOver([text('a')], new AbortError());
    await collectEvents(aborted.llm.complete(request)).catch(() => undefined);
    expect(aborted.journal.last?.state).toEqual({ status: 'aborted' });
  });

  it('tells leaving the stream early from an abort', async () => {
    const { journal, llm } = journalOver([text('a'), text('b')]);
    for await (const event of llm.complete(request)) if (event.type === 'text-delta') break;
    expect(journal.last).toMatchObject({ text: 'a', state: { status: 'enough' } });
  });

  it('forgets the oldest', async () => {
    const { journal, llm } = journalOver([]);
    for (let index = 0; index < 5; index++) await collectEvents(llm.complete(request));
    expect(journal.all.map(({ id }) => id)).toEqual([3, 4, 5]);
  });

  it('knows of what request the answer can be had now, and has it while that runs', async () => {
    const { journal, llm } = journalOver([text('a')]);
    let wanted = 0;
    await collectEvents(llm.complete(request));
    expect(journal.last?.answerNow).toBe('impossible');
    for await (const event of llm.complete(request, { onAnswerNow: () => wanted++ })) {
      expect(event).toEqual(text('a'));
      expect(journal.last?.answerNow).toBe('possible');
      journal.running.answerNow(journal.last?.id ?? 0);
    }
    journal.running.answerNow(journal.last?.id ?? 0);
    expect(wanted).toBe(1);
  });

  it('can end a request that runs, as its caller can', async () => {
    const caller = new AbortController();
    for (const stop of ['journal', 'caller'] as const) {
      const { journal, llm, signals } = journalOver([text('a'), text('b')]);
      const call = { signal: caller.signal };
      for await (const event of llm.complete(request, call)) {
        expect(event).toEqual(text('a'));
        if (stop === 'journal') journal.running.stop(journal.last?.id ?? 0);
        else caller.abort();
        break;
      }
      expect(signals[0]?.aborted).toBe(true);
    }
  });
});
