import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/base/emitter';
import { Journal, type RequestStart } from '../../../../src/activity/journal';
import { ThoughtFeed } from '../../../../src/editor/reasoning/thoughtFeed';
import type { HostMessage } from '../../../../src/webview/protocol';
import { beginning } from '../../../support/beginning';
import { ManualClock } from '../../../support/manualClock';

/** A journal, and a page that is told of it. */
function setUp() {
  const journal = new Journal();
  const clock = new ManualClock();
  const messages: HostMessage[] = [];
  const server = { address: 'http://gpu/v1', models: [], changed: new Emitter<void>() };
  const feed = new ThoughtFeed({
    journal,
    server: () => server,
    onDidChangeServer: server.changed.event,
    clock,
    now: () => clock.now(),
    post: (message) => messages.push(message),
  });
  const begin = (more: Partial<RequestStart> = {}): number =>
    journal.begin(beginning({ startedAt: new Date(clock.now()), ...more }));
  const end = async (id: number): Promise<void> => {
    journal.update(id, () => ({ state: { status: 'aborted' }, endedAfter: clock.now() }));
    await clock.advance(100);
  };
  /** What the page lists, and whose thought it shows. */
  const listed = () => messages.at(-1)?.shown.requests.map(({ id }) => id);
  const current = () => messages.at(-1)?.shown.current;
  return { journal, clock, messages, server, feed, begin, end, listed, current };
}

const nothing = { requests: [], current: undefined };

describe('the page of thoughts', () => {
  it('is told nothing before it listens, and everything once it does', async () => {
    const { journal, clock, messages, feed, begin } = setUp();
    journal.update(begin(), () => ({ reasoning: '\n\nHm.', firstTokenAfter: 0 }));
    await clock.advance(1000);
    expect(messages).toEqual([]);
    feed.start();
    expect(messages).toMatchObject([
      {
        type: 'show',
        thought: 'Hm.',
        shown: { requests: [{ phase: 'thinking', elapsed: 1000 }], current: 1 },
      },
    ]);
  });

  it('says that there is nothing yet', () => {
    const { messages, feed } = setUp();
    feed.start();
    expect(messages).toEqual([{ type: 'show', shown: nothing, thought: '' }]);
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
    expect(messages.at(-1)?.shown.requests).toMatchObject([
      { phase: 'done', thoughtFor: 500, elapsed: 900 },
    ]);
  });

  it('follows the newest request that runs, then the one that ended last', async () => {
    const { clock, feed, begin, end, current } = setUp();
    feed.start();
    const first = begin();
    const second = begin();
    await clock.advance(100);
    expect(current()).toBe(second);
    await end(second);
    expect(current()).toBe(first);
    await end(first);
    expect(current()).toBe(first);
  });

  it('lists everything that runs, the newest first, and then the one that ended last', async () => {
    const { clock, feed, begin, end, listed, current } = setUp();
    feed.start();
    const ended = begin();
    await end(ended);
    const first = begin();
    const generate = begin({ thinking: 'off', label: undefined });
    const second = begin();
    const refactor = begin({ thinking: 'off', method: 'candidates' });
    await clock.advance(100);
    expect(listed()).toEqual([refactor, second, generate, first, ended]);
    // What does not think leaves the thought of another in sight, and the list once it ends.
    expect(current()).toBe(second);
    await end(refactor);
    await end(generate);
    expect(listed()).toEqual([second, first, ended]);
  });

  it('shows the thought of the request that was chosen, until a newer one is made', async () => {
    const { journal, clock, messages, feed, begin, current } = setUp();
    feed.start();
    const first = begin();
    begin();
    journal.update(first, () => ({ reasoning: 'The older thought.' }));
    await clock.advance(100);
    feed.look(first);
    await clock.advance(100);
    expect(messages.at(-1)).toMatchObject({ type: 'show', thought: 'The older thought.' });
    expect(current()).toBe(first);
    const third = begin();
    await clock.advance(100);
    expect(current()).toBe(third);
  });

  it('names what runs and who answers it, an adapter after its base', async () => {
    const { clock, messages, server, feed, begin } = setUp();
    const card = { id: 'style', root: undefined, parent: 'coder', contextWindow: undefined };
    Object.assign(server, { models: [card] });
    feed.start();
    begin({ model: 'style', label: 'Why?\nAnd how?' });
    begin({ thinking: 'off', label: undefined });
    await clock.advance(100);
    expect(messages.at(-1)?.shown.requests).toMatchObject([
      { title: 'Generate', model: 'm', thought: 'none' },
      { title: 'Why? And how?', model: 'coder · style', thought: 'possible' },
    ]);
  });

  it('forgets what another server answered, but still lists what runs there', async () => {
    const { clock, messages, server, feed, begin, end, listed } = setUp();
    feed.start();
    const ended = begin();
    await end(ended);
    const running = begin();
    await clock.advance(100);
    expect(listed()).toEqual([running, ended]);
    server.address = 'http://other/v1';
    server.changed.fire();
    await clock.advance(100);
    expect(listed()).toEqual([running]);
    await end(running);
    expect(messages.at(-1)?.shown).toEqual(nothing);
  });

  it('ignores completions, which never think', () => {
    const { messages, feed, begin } = setUp();
    begin({ method: 'complete', thinking: 'off' });
    feed.start();
    expect(messages).toEqual([{ type: 'show', shown: nothing, thought: '' }]);
  });
});
