/** A server address, checked and in one spelling. */
export interface BaseUrl {
  /** For OpenAI routes; no trailing slash, usually ending in `/v1`. */
  readonly api: string;
  /** For vLLM's own routes (`/version`, `/tokenize`), which stand beside `/v1`. */
  readonly root: string;
  /** Scheme, host and port: what a stored key is bound to. */
  readonly origin: string;
}

export type BaseUrlProblem = 'empty' | 'not-a-url' | 'not-http' | 'has-credentials' | 'has-query';

/**
 * Reads an address as people paste it: `localhost:8000` and `http://localhost:8000/` both mean
 * `http://localhost:8000/v1`. A path that was given is kept, since gateways mount vLLM anywhere.
 */
export function parseBaseUrl(text: string): BaseUrl | BaseUrlProblem {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url?.hostname) return 'not-a-url';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'not-http';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  if (url.search !== '' || url.hash !== '') return 'has-query';
  const path = url.pathname.replace(/\/+$/, '');
  const api = url.origin + (path === '' ? '/v1' : path);
  return { api, root: api.replace(/\/v1$/, ''), origin: url.origin };
}
