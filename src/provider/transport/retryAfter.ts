import { ProviderError } from '../errors';

/** The three ways in which HTTP writes a moment (RFC 9110, section 5.6.7). */
const moment =
  /^(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d) \d\d:\d\d:\d\d GMT$|^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/**
 * How long a server asks to be left alone, in milliseconds: it says so in seconds, or as a moment,
 * which is told by its own clock. Ours may be another's, and so the answer's date is what counts.
 */
export function readRetryAfter(headers: Headers): number | undefined {
  const asked = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1000;
  const [until, now] = [momentIn(asked), momentIn(headers.get('date')?.trim() ?? '')];
  return until === undefined || now === undefined ? undefined : Math.max(0, until - now);
}

function momentIn(text: string): number | undefined {
  if (!moment.test(text)) return undefined;
  // The oldest way names no zone, and means the same one.
  const read = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(read) ? undefined : read;
}

/** Milliseconds to wait where a server says nothing of it, as vLLM (addendum, section 1.4). */
const shortPause = 1_000;

/** Milliseconds over which nobody waits for a server that asks for it. */
const maxPause = 30_000;

/** How long to wait before a refused request is sent again, in milliseconds; 503 came before any work. */
export function admissionPause(error: unknown): number | undefined {
  if (!(error instanceof ProviderError) || error.status !== 503) return undefined;
  const { retryAfter = shortPause } = error;
  return retryAfter <= maxPause ? retryAfter : undefined;
}
