import { isAbortError, onAbort } from './abort';
import type { Clock } from './clock';

/**
 * What `work` gives within `limit` milliseconds, `undefined` where that was too short: its signal
 * aborts then, as it does with the caller's. Rejects as `work` does, so with an `AbortError` when
 * the caller aborts.
 */
export async function within<T>(
  clock: Clock,
  limit: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const timer = clock.after(limit, () => controller.abort());
  const abort = onAbort(signal, () => controller.abort());
  try {
    return await work(controller.signal);
  } catch (error) {
    if (isAbortError(error) && controller.signal.aborted && !signal?.aborted) return undefined;
    throw error;
  } finally {
    timer.dispose();
    abort.dispose();
  }
}
