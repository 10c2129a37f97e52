import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../src/completion/backOff';
import { ProviderError } from '../../../src/provider/errors';
import { ManualClock } from '../../support/manualClock';

const refusal = new ProviderError('overloaded', 'no room');

describe('backing off', () => {
  it('waits 1, 2, 4 … seconds after refusals in a row, at most 30', async () => {
    const clock = new ManualClock();
    const backOff = new BackOff(clock);
    const waits: number[] = [];
    for (let turn = 0; turn < 7; turn++) {
      backOff.failed(refusal);
      const start = clock.now();
      while (backOff.waiting) await clock.advance(500);
      waits.push(clock.now() - start);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('starts again from one second after a success', async () => {
    const clock = new ManualClock();
    const backOff = new BackOff(clock);
    backOff.failed(refusal);
    backOff.failed(refusal);
    backOff.succeeded();
    expect(backOff.waiting).toBe(false);
    backOff.failed(refusal);
    await clock.advance(1_000);
    expect(backOff.waiting).toBe(false);
  });

  it('is no matter of other failures', () => {
    const backOff = new BackOff(new ManualClock());
    backOff.failed(new ProviderError('failed', 'broke'));
    backOff.failed(new Error('broke'));
    expect(backOff.waiting).toBe(false);
  });
});
