import { describe, expect, it } from 'vitest';
import { Journal, type RequestStart } from '../../../../src/activity/journal';
import { requestRows } from '../../../../src/editor/requests/requestRows';
import { ProviderError } from '../../../../src/provider/errors';
import { beginning } from '../../../support/beginning';

const completion: Partial<RequestStart> = {
  method: 'complete',
  label: 'const x =',
  thinking: 'off',
};

/** The list after these were asked, in this order. */
function listAfter(...asked: readonly Partial<RequestStart>[]) {
  const journal = new Journal();
  const ids = asked.map((more) => journal.begin(beginning(more)));
  return { journal, ids, labels: () => requestRows(journal.all).map(({ label }) => label) };
}

describe('the list of what was asked lately', () => {
  it('says which feature asked, and what', () => {
    const { labels } = listAfter(
      { label: 'Refactor: early returns', method: 'candidates' },
      { label: 'Generate: a date', thinking: 'off' },
      { label: 'Why?' },
    );
    expect(labels()).toEqual(['Ask: Why?', 'Generate: a date', 'Refactor: early returns']);
  });

  it('has the newest first, and completions in a section of their own below', () => {
    const { journal, ids } = listAfter(
      { label: 'first' },
      completion,
      { label: 'next' },
      completion,
    );
    const rows = requestRows(journal.all);
    expect(rows.map(({ value }) => value)).toEqual([ids[2], ids[0], ids[3], ids[1]]);
    expect(rows.map(({ section, place }) => [section, place])).toEqual([
      ['Requests', 'apart'],
      ['Requests', 'below'],
      ['Completions', 'apart'],
      ['Completions', 'below'],
    ]);
  });

  it('shows a completion by the line that it continues', () => {
    const { labels } = listAfter(completion, { method: 'complete', label: undefined });
    expect(labels()).toEqual(['An empty line', 'const x =']);
  });

  it.each([
    [{ status: 'running' }, 'm · running · '],
    [{ status: 'done', finishReason: 'stop' }, 'm · done in 1.2 s · '],
    [{ status: 'enough' }, 'm · done in 1.2 s · '],
    [{ status: 'aborted' }, 'm · stopped after 1.2 s · '],
    [{ status: 'failed', error: new ProviderError('failed', 'x') }, 'm · failed after 1.2 s · '],
  ] as const)('says what became of it: %j', (state, words) => {
    const { journal, ids } = listAfter({});
    journal.update(ids[0] ?? 0, () => ({ state, endedAfter: 1234 }));
    expect(requestRows(journal.all)[0]?.description).toContain(words);
  });
});
