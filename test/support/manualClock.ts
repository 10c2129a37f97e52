import type { Clock } from '../../src/base/clock';
import { toDisposable } from '../../src/base/disposable';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private time = 0;
  private timers: {
    readonly delay: number;
    readonly due: number;
    readonly callback: () => void;
  }[] = [];

  now(): number {
    return this.time;
  }

  after(delay: number, callback: () => void): { dispose(): void } {
    const timer = { delay, due: this.time + delay, callback };
    this.timers.push(timer);
    return toDisposable(() => {
      this.timers = this.timers.filter((other) => other !== timer);
    });
  }

  /** How many callbacks wait. */
  get pending(): number {
    return this.timers.length;
  }

  /** Whether a callback waits that was put off for so many milliseconds. */
  waitsFor(delay: number): boolean {
    return this.timers.some((timer) => timer.delay === delay);
  }

  /** Moves time on and runs what falls due, in order, with the promises that follow from each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = next.due;
      next.callback();
      await settle();
    }
    this.time = end;
    await settle();
  }
}

/** Lets everything that is already decided happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
