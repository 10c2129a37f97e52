import { AbortError, onAbort, throwIfAborted } from './abort';
import { toDisposable, type Disposable } from './disposable';

/** `now` is for what somebody is waiting for with their hands on the keyboard. */
export type Priority = 'now' | 'soon';

interface Waiting {
  readonly urgency: Priority;
  readonly begin: (turn: Disposable) => void;
}

/** Lets so many pieces of work run at once. The others wait: the urgent first, else in their order. */
export class PriorityLimiter {
  private readonly waiting: Waiting[] = [];

  /** @param free how many may still begin; at least one */
  constructor(private free: number) {}

  /** Resolves when it is one's turn, which lasts until it is disposed. Rejects with an `AbortError`. */
  async take(urgency: Priority, signal: AbortSignal | undefined): Promise<Disposable> {
    throwIfAborted(signal);
    if (this.free > 0) return this.begin();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        urgency,
        begin: (turn) => {
          abort.dispose();
          resolve(turn);
        },
      };
      this.waiting.push(waiting);
      const abort = onAbort(signal, () => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(new AbortError());
      });
    });
  }

  private begin(): Disposable {
    this.free--;
    return toDisposable(() => {
      this.free++;
      this.next();
    });
  }

  private next(): void {
    const urgent = this.waiting.findIndex(({ urgency }) => urgency === 'now');
    const [next] = this.waiting.splice(Math.max(urgent, 0), 1);
    next?.begin(this.begin());
  }
}
