import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Debounce } from '../../../src/base/debounce';
import { ManualClock } from '../../support/manualClock';

it('runs after quiet, once, and never later than its latest moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 150 })), async (pauses) => {
      const clock = new ManualClock();
      const ran: number[] = [];
      const debounce = new Debounce({
        clock,
        quiet: 100,
        latest: 300,
        run: () => ran.push(clock.now()),
      });
      let waitingSince: number | undefined;
      for (const pause of pauses) {
        await clock.advance(pause);
        if (waitingSince !== undefined && (ran.at(-1) ?? -1) >= waitingSince)
          waitingSince = undefined;
        waitingSince ??= clock.now();
        const runs = ran.length;
        debounce.call();
        expect(ran.length).toBe(runs);
        expect(clock.now() - waitingSince).toBeLessThanOrEqual(300);
      }
      await clock.advance(100);
      expect(clock.pending).toBe(0);
      if (pauses.length > 0) expect(ran.length).toBeGreaterThan(0);
    }),
  );
});

it('forgets what it was called for when it is disposed', async () => {
  const clock = new ManualClock();
  let runs = 0;
  const debounce = new Debounce({ clock, quiet: 100, latest: 300, run: () => runs++ });
  debounce.call();
  debounce.dispose();
  await clock.advance(1_000);
  expect(runs).toBe(0);
});
