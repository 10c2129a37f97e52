import { AbortError, onAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { ProviderError } from '../errors';

/**
 * Watches one call for silence: each awaited step may take `limit` milliseconds. Its signal is
 * what the request is sent with, so that silence and the caller's abort close the same socket.
 */
export class SilenceTimeout implements Disposable {
  private readonly controller = new AbortController();
  private readonly subscription: Disposable;
  private closed: Error | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    callerSignal: AbortSignal | undefined,
  ) {
    this.subscription = onAbort(callerSignal, () => {
      this.close(new AbortError());
    });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the socket was closed from this side, if it was. */
  get reason(): Error | undefined {
    return this.closed;
  }

  /** The result of `step`; silence closes the socket, which makes `step` fail. */
  async watch<T>(step: Promise<T>): Promise<T> {
    const timer = this.clock.after(this.limit, () => {
      const seconds = Math.round(this.limit / 1000);
      this.close(new ProviderError('timeout', `no answer within ${seconds} s`));
    });
    try {
      return await step;
    } finally {
      timer.dispose();
    }
  }

  /** Ends the watch; a request that still runs is closed. */
  dispose(): void {
    this.subscription.dispose();
    this.controller.abort();
  }

  private close(reason: Error): void {
    this.closed ??= reason;
    this.controller.abort(reason);
  }
}
