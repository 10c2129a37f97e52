import { isAbortError, onAbort } from './abort';
import type { Clock } from './clock';
import type { Disposable } from './disposable';

/**
 * What `work` gives within `limit` milliseconds, `undefined` where that was too short: its signal
 * aborts then, as it does with the caller's. Rejects as `work` does, so with an `AbortError` when
 * the caller aborts. What `work` waits for by `uncounted` is not counted, and the limit begins anew.
 */
export async function withTimeout<T>(
  clock: Clock,
  limit: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal, uncounted: PauseTimeout) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const start = (): Disposable => clock.after(limit, () => controller.abort());
  let timer = start();
  const uncounted: PauseTimeout = async (other) => {
    timer.dispose();
    try {
      return await other();
    } finally {
      timer = start();
    }
  };
  const abort = onAbort(signal, () => controller.abort());
  try {
    return await work(controller.signal, uncounted);
  } catch (error) {
    if (isAbortError(error) && controller.signal.aborted && !signal?.aborted) return undefined;
    throw error;
  } finally {
    timer.dispose();
    abort.dispose();
  }
}

export type PauseTimeout = <T>(other: () => Promise<T>) => Promise<T>;
