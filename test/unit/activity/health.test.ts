import { describe, expect, it } from 'vitest';
import { Health } from '../../../src/activity/health';
import { Journal, type EntryState } from '../../../src/activity/journal';
import { beginning } from '../../support/beginning';
import { ProviderError } from '../../../src/provider/errors';

function setUp() {
  const journal = new Journal();
  const health = new Health(journal);
  const seen: (string | undefined)[] = [];
  health.onDidChange(() => seen.push(health.failure?.message));
  const ends = (state: EntryState): void => {
    const id = journal.begin(beginning());
    journal.update(id, () => ({ text: 'some' }));
    journal.update(id, () => ({ state }));
  };
  return { health, seen, ends };
}

const failed = (message: string): EntryState => ({
  status: 'failed',
  error: new ProviderError('failed', message),
});

describe('health', () => {
  it.each<EntryState>([{ status: 'done', finishReason: 'stop' }, { status: 'enough' }])(
    'is mended by a request that is $status',
    (state) => {
      const { seen, ends } = setUp();
      ends(failed('broke'));
      ends(state);
      ends(state);
      expect(seen).toEqual(['broke', undefined]);
    },
  );

  it('is not mended by a request that somebody stopped', () => {
    const { health, ends } = setUp();
    ends(failed('broke'));
    ends({ status: 'aborted' });
    expect(health.failure?.message).toBe('broke');
  });

  it('tells a failure once, also where it is noted by hand', () => {
    const { health, seen } = setUp();
    const error = new ProviderError('unreachable', 'gone');
    health.note(error);
    health.note(error);
    health.forget();
    expect(seen).toEqual(['gone', undefined]);
  });
});
