import type { Clock } from '../../base/clock';

/**
 * Shares the main thread between texts that are being written and everything else: work runs in
 * slices, and between two slices the event loop serves sockets.
 */
export class TimeSlicer {
  private readonly waiting: (() => void)[] = [];
  private sliceStart = Number.NEGATIVE_INFINITY;

  /** `sliceLength` is in milliseconds. */
  constructor(
    private readonly clock: Clock,
    private readonly sliceLength = 4,
  ) {}

  /** Resolves at once while the current slice lasts, else when a later slice is granted. */
  take(): Promise<void> {
    if (this.clock.now() - this.sliceStart < this.sliceLength) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) this.grantLater();
    });
  }

  private grantLater(): void {
    setImmediate(() => {
      this.sliceStart = this.clock.now();
      this.waiting.shift()?.();
      if (this.waiting.length > 0) this.grantLater();
    });
  }
}
