import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Verdict = 'open' | 'foreign-host' | 'unauthorized';

export interface GateOptions {
  readonly token: string | undefined;
}

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Decides who may ask at all. The `Host` check stops a web page that points its own name at
 * loopback (DNS rebinding); the token stops other programs of this machine.
 */
export function judge(request: IncomingMessage, { token }: GateOptions): Verdict {
  const host = request.headers.host?.replace(/:\d+$/, '').toLowerCase();
  if (host === undefined || !loopbackHosts.has(host)) return 'foreign-host';
  if (token === undefined) return 'open';
  return sameSecret(request.headers.authorization ?? '', `Bearer ${token}`)
    ? 'open'
    : 'unauthorized';
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
