import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type AccessVerdict = 'open' | 'foreign-host' | 'foreign-origin' | 'unauthorized';

export interface GateOptions {
  /** The engine's own, which every request needs. */
  readonly token: string | undefined;
  /** vLLM's `--api-key`, which guards some paths. */
  readonly apiKey?: string | undefined;
  readonly guardedPaths?: readonly string[];
}

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Decides who may ask at all. The `Host` check stops a web page that points its own name at
 * loopback (DNS rebinding), `Origin` one that asks without being told the answer; the token stops
 * other programs of this machine.
 */
export function checkAccess(request: IncomingMessage, options: GateOptions): AccessVerdict {
  const { token, apiKey } = options;
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(host)) return 'foreign-host';
  const page = origin?.replace(/^https?:\/\//i, '');
  if (page !== undefined && (page === origin || !isLoopback(page))) return 'foreign-origin';
  const given = request.headers.authorization ?? '';
  if (token !== undefined && !sameSecret(given, `Bearer ${token}`)) return 'unauthorized';
  if (apiKey === undefined || !isGuarded(request, options)) return 'open';
  return sameSecret(given, `Bearer ${apiKey}`) ? 'open' : 'unauthorized';
}

function isLoopback(host: string): boolean {
  return loopbackHosts.has(host.replace(/:\d+$/, '').toLowerCase());
}

/** Whether vLLM asks for a key there (serve/middleware/authenticate.py); it never does of OPTIONS. */
function isGuarded(request: IncomingMessage, { guardedPaths = [] }: GateOptions): boolean {
  if (request.method === 'OPTIONS') return false;
  return guardedPaths.some((path) => request.url?.startsWith(path) === true);
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
