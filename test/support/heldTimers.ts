import { ManualClock } from './manualClock';

/** A clock that goes as any other, though what it calls back waits for a test. */
export class HeldTimers extends ManualClock {
  override now(): number {
    return performance.now();
  }
}
