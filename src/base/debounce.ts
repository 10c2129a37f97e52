import type { Clock } from './clock';
import type { Disposable } from './disposable';

export interface DebounceOptions {
  readonly clock: Clock;
  /** Milliseconds without a call after which the work is done. */
  readonly quiet: number;
  /** Milliseconds after the first call when it is done at the latest, however many follow. */
  readonly latest: number;
  readonly run: () => void;
}

/** Does work once after many calls, and is not put off for ever by calls that do not end. */
export class Debounce implements Disposable {
  private timer: Disposable | undefined;
  private due: number | undefined;

  constructor(private readonly options: DebounceOptions) {}

  call(): void {
    const { clock, quiet, latest, run } = this.options;
    const now = clock.now();
    this.due ??= now + latest;
    this.timer?.dispose();
    this.timer = clock.after(Math.max(0, Math.min(quiet, this.due - now)), () => {
      this.due = undefined;
      run();
    });
  }

  /** Forgets the calls so far. */
  dispose(): void {
    this.timer?.dispose();
    this.due = undefined;
  }
}
