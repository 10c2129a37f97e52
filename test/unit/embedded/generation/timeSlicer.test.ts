import { describe, expect, it } from 'vitest';
import { TimeSlicer } from '../../../../src/embedded/generation/timeSlicer';
import { ManualClock } from '../../../support/manualClock';

const nextImmediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come at once while a slice lasts, and then only after the event loop was served', async () => {
    const clock = new ManualClock();
    const turns = new TimeSlicer(clock, 4);
    const log: string[] = [];
    await turns.take();
    await turns.take().then(() => log.push('within the slice'));
    await clock.advance(4);
    void turns.take().then(() => log.push('next slice'));
    await Promise.resolve();
    log.push('others');
    await nextImmediate();
    await nextImmediate();
    expect(log).toEqual(['within the slice', 'others', 'next slice']);
  });

  it('go round among those who wait', async () => {
    const clock = new ManualClock();
    const turns = new TimeSlicer(clock, 4);
    const log: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let step = 0; step < 3; step++) {
        await turns.take();
        log.push(name);
        await clock.advance(5);
      }
    };
    await Promise.all([work('a'), work('b')]);
    expect(log).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });
});
