import type { Clock } from './clock';
import type { Disposable } from './disposable';

/** Thrown where work stops because its signal was aborted. Never shown to a person. */
export class AbortError extends Error {
  override readonly name = 'AbortError';

  constructor(message = 'aborted', options?: ErrorOptions) {
    super(message, options);
  }
}

export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError('aborted', { cause: signal.reason });
}

/** Calls back when `signal` aborts, at once if it already has. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): Disposable {
  if (!signal) return { dispose() {} };
  if (signal.aborted) {
    callback();
    return { dispose() {} };
  }
  signal.addEventListener('abort', callback, { once: true });
  return {
    dispose() {
      signal.removeEventListener('abort', callback);
    },
  };
}

/** Waits `delay` milliseconds on `clock`; rejects with an `AbortError` when `signal` aborts first. */
export function wait(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new AbortError());
      return;
    }
    const timer = clock.after(delay, () => {
      abort.dispose();
      resolve();
    });
    const abort = onAbort(signal, () => {
      timer.dispose();
      reject(new AbortError());
    });
  });
}

/** Waits for what others wait for, too: `signal` ends the waiting and not the work. */
export function raceWithAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = onAbort(signal, () => reject(new AbortError()));
    void work.then(resolve, reject).finally(() => abort.dispose());
  });
}
