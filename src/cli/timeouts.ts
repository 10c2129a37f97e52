import type { Clock } from '../base/clock';
import { withTimeout } from '../base/timeout';
import { ProviderError } from '../provider/errors';

/**
 * Milliseconds of silence after which a call fails, unless a person says otherwise. A server tells
 * of itself at once; an answer may stand in a queue, and vLLM queues without a bound.
 */
export const timeouts = { questions: 10_000, answers: 600_000 } as const;

/** For one question or a few at once: throws `ProviderError('timeout')` where it takes longer. */
export async function answerWithTimeout<T>(
  limit: number,
  ask: (signal: AbortSignal) => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const answer = await withTimeout(clock, limit, signal, ask);
  if (answer !== undefined) return answer;
  throw new ProviderError('timeout', `no answer within ${limit / 1000} s`);
}
