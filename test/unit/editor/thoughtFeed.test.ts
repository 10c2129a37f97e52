import { describe, expect, it } from 'vitest';
import { Journal, type Entry } from '../../../src/activity/journal';
import { ThoughtFeed } from '../../../src/editor/thoughtFeed';
import type { HostMessage } from '../../../src/webview/protocol';
import { ManualClock } from '../../support/manualClock';

/** A journal, and a page that is told of it. */
function setUp() {
  const journal = new Journal();
  const clock = new ManualClock();
  const messages: HostMessage[] = [];
  const feed = new ThoughtFeed({
    journal,
    clock,
    now: () => clock.now(),
    post: (message) => messages.push(message),
  });
  const begin = (method: Entry['method'] = 'stream'): number =>
    journal.begin(method, 'm', new Date(clock.now()));
  return { journal, clock, messages, feed, begin };
}

describe('the page of thoughts', () => {
  it('is told nothing before it listens, and everything once it does', async () => {
    const { journal, clock, messages, feed, begin } = setUp();
    journal.update(begin(), () => ({ reasoning: '\n\nHm.', firstTokenAfter: 0 }));
    await clock.advance(1000);
    expect(messages).toEqual([]);
    feed.start();
    expect(messages).toMatchObject([
      { type: 'show', thought: 'Hm.', request: { phase: 'thinking', elapsed: 1000 } },
    ]);
  });

  it('says that there is nothing yet', () => {
    const { messages, feed } = setUp();
    feed.start();
    expect(messages).toEqual([{ type: 'show', request: undefined, thought: '' }]);
  });

  it('is told once of many tokens, and only of what is new', async () => {
    const { journal, clock, messages, feed, begin } = setUp();
    const id = begin();
    feed.start();
    for (const token of ['a', 'b', 'c']) {
      journal.update(id, ({ reasoning }) => ({ reasoning: reasoning + token }));
    }
    await clock.advance(100);
    journal.update(id, ({ reasoning }) => ({ reasoning: `${reasoning}d` }));
    await clock.advance(100);
    expect(messages.slice(1)).toMatchObject([
      { type: 'continue', more: 'abc' },
      { type: 'continue', more: 'd' },
    ]);
  });

  it('is told how long the thought took, apart from the answer', async () => {
    const { journal, clock, messages, feed, begin } = setUp();
    feed.start();
    const entry = { reasoning: 'Hm.', text: 'Yes.', firstTokenAfter: 100, firstTextAfter: 600 };
    journal.update(begin(), () => ({
      ...entry,
      endedAfter: 900,
      state: { status: 'done', finishReason: 'stop' },
    }));
    await clock.advance(100);
    expect(messages.at(-1)).toMatchObject({
      request: { phase: 'done', thoughtFor: 500, elapsed: 900 },
    });
  });

  it('follows the newest request that runs, then the one that ended last', async () => {
    const { journal, clock, messages, feed, begin } = setUp();
    feed.start();
    const end = (id: number): Promise<void> => {
      journal.update(id, () => ({ state: { status: 'aborted' }, endedAfter: clock.now() }));
      return clock.advance(100);
    };
    const shown = (): number | undefined => messages.at(-1)?.request?.id;
    const first = begin();
    const second = begin();
    await clock.advance(100);
    expect(shown()).toBe(second);
    await end(second);
    expect(shown()).toBe(first);
    await end(first);
    expect(shown()).toBe(first);
  });

  it('ignores completions, which never think', () => {
    const { messages, feed, begin } = setUp();
    begin('complete');
    feed.start();
    expect(messages).toEqual([{ type: 'show', request: undefined, thought: '' }]);
  });
});
