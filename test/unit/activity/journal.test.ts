import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCompletion, Journal } from '../../../src/activity/journal';
import { beginning } from '../../support/beginning';

const kept = 3;

describe('what the journal keeps', () => {
  it('is the newest of each kind, whatever else was asked', () => {
    const kind = fc.constantFrom('stream', 'candidates', 'complete');
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 40 }), (methods) => {
        const journal = new Journal(kept);
        const begun = methods.map((method) => ({
          method,
          id: journal.begin(beginning({ method })),
        }));
        const expected = [
          ...begun.filter((entry) => isCompletion(entry)).slice(-kept),
          ...begun.filter((entry) => !isCompletion(entry)).slice(-kept),
        ].map(({ id }) => id);
        expect(journal.all.map(({ id }) => id)).toEqual(expected.toSorted((a, b) => a - b));
        expect(journal.last?.id).toBe(begun.at(-1)?.id);
      }),
    );
  });

  it('holds a question that a thousand completions followed', () => {
    const journal = new Journal();
    const asked = journal.begin(beginning());
    for (let at = 0; at < 1000; at++) journal.begin(beginning({ method: 'complete' }));
    expect(journal.get(asked)?.label).toBe('Why?');
    expect(journal.all).toHaveLength(51);
  });
});
