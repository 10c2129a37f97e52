import { AbortError, onAbort } from '../../base/abort';
import { toDisposable, type Disposable } from '../../base/disposable';
import { overloaded } from '../http/apiError';

export interface AdmissionLimits {
  readonly running: number;
  readonly waiting: number;
}

/** Lets a bounded number of texts be written at once; the others wait in order of arrival. */
export class Admission {
  private readonly queue: (() => void)[] = [];
  private active = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Throws vLLM's 503 where `count` more texts would overflow the queue. */
  check(count: number): void {
    const free = this.limits.running - this.active;
    if (this.queue.length + count - free > this.limits.waiting) throw overloaded();
  }

  /** Resolves when a text may be written; disposing the result makes room for the next. */
  enter(signal: AbortSignal): Promise<Disposable> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new AbortError());
        return;
      }
      const admit = (): void => {
        abort.dispose();
        this.active++;
        resolve(
          toDisposable(() => {
            this.active--;
            this.queue.shift()?.();
          }),
        );
      };
      const abort = onAbort(signal, () => {
        const place = this.queue.indexOf(admit);
        if (place >= 0) this.queue.splice(place, 1);
        reject(new AbortError());
      });
      if (this.active < this.limits.running) admit();
      else this.queue.push(admit);
    });
  }
}
