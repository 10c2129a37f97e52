import { AbortError, onAbort } from '../../base/abort';
import { toDisposable, type Disposable } from '../../base/disposable';
import { overloaded } from '../http/apiError';

export interface AdmissionLimits {
  readonly running: number;
  readonly waiting: number;
}

/** Whoever asked for texts: one request may ask for many. */
export type Asker = object;

const nobody: Asker = {};

/**
 * Lets a bounded number of texts be written at once. The others wait: first comes who has the fewest
 * among those that are written, and of these who came first.
 */
export class Admission {
  /** By who asked, in the order in which they came. */
  private readonly queues = new Map<Asker, (() => void)[]>();
  private queued = 0;
  private readonly shares = new Map<Asker, number>();
  private active = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queued;
  }

  /** Throws vLLM's 503 where `count` more texts would overflow the queue. */
  check(count: number): void {
    const free = this.limits.running - this.active;
    if (this.queued + count - free > this.limits.waiting) throw overloaded();
  }

  /** Resolves when a text may be written; disposing the result makes room for the next. */
  enter(signal: AbortSignal, asker: Asker = {}): Promise<Disposable> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new AbortError());
        return;
      }
      const admit = (): void => {
        abort.dispose();
        this.count(asker, 1);
        resolve(
          toDisposable(() => {
            this.count(asker, -1);
            this.admitNext();
          }),
        );
      };
      const abort = onAbort(signal, () => {
        this.forget(asker, admit);
        reject(new AbortError());
      });
      if (this.active < this.limits.running) admit();
      else this.wait(asker, admit);
    });
  }

  /** Whether somebody waits who would still have fewer texts written with one more. */
  isOwedBy(asker: Asker): boolean {
    const share = this.shareOf(asker);
    return share > 1 && this.queued > 0 && this.shareOf(this.neediest()) + 1 < share;
  }

  private admitNext(): void {
    const asker = this.neediest();
    const [admit] = this.queues.get(asker) ?? [];
    if (!admit) return;
    this.forget(asker, admit);
    admit();
  }

  /** Of those who wait; nobody where nobody does. */
  private neediest(): Asker {
    let [found, least] = [nobody, Number.POSITIVE_INFINITY];
    for (const asker of this.queues.keys()) {
      const share = this.shareOf(asker);
      if (share < least) [found, least] = [asker, share];
      if (least === 0) break;
    }
    return found;
  }

  private wait(asker: Asker, admit: () => void): void {
    const queue = this.queues.get(asker) ?? [];
    this.queues.set(asker, queue);
    queue.push(admit);
    this.queued++;
  }

  private forget(asker: Asker, admit: () => void): void {
    const queue = this.queues.get(asker) ?? [];
    const place = queue.indexOf(admit);
    if (place < 0) return;
    queue.splice(place, 1);
    this.queued--;
    if (queue.length === 0) this.queues.delete(asker);
  }

  private shareOf(asker: Asker): number {
    return this.shares.get(asker) ?? 0;
  }

  private count(asker: Asker, change: number): void {
    this.active += change;
    const share = this.shareOf(asker) + change;
    if (share === 0) this.shares.delete(asker);
    else this.shares.set(asker, share);
  }
}
