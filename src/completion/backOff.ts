import type { Clock } from '../base/clock';
import { ProviderError } from '../provider/errors';

const shortest = 1_000;
const maxPause = 30_000;

/**
 * Keeps ghost text from knocking at a server that has no room: vLLM from 0.29 may refuse with 503,
 * and says nothing of when to come back (addendum, section 1.4).
 */
export class BackOff {
  private until = -Infinity;
  private next = shortest;

  constructor(private readonly clock: Clock) {}

  get waiting(): boolean {
    return this.clock.now() < this.until;
  }

  /** Waits twice as long after each refusal in a row; other failures say nothing of room. */
  failed(error: unknown): void {
    if (!(error instanceof ProviderError) || error.code !== 'overloaded') return;
    this.until = this.clock.now() + this.next;
    this.next = Math.min(this.next * 2, maxPause);
  }

  succeeded(): void {
    this.until = -Infinity;
    this.next = shortest;
  }
}
