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

/** A scheme whose slashes are too few, too many or turned: what follows would be taken for a host. */
const oddScheme = /^(?:https?(?::(?!\/\/[^/\\])|\/\/)|[a-z][\w+.-]*:(?:\/(?!\/)|\\))/i;

/**
 * Reads an address as people paste it: `localhost:8000` and `http://localhost:8000/` both mean
 * `http://localhost:8000/v1`. A path that was given is kept, since gateways mount vLLM anywhere.
 */
export function parseBaseUrl(text: string): BaseUrl | BaseUrlProblem {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  if (oddScheme.test(trimmed)) return 'not-a-url';
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

/** vLLM's own port. */
const usualPort = '8000';

/**
 * Which addresses a text may mean, the likeliest first. A scheme says it all, and so does port 443; a
 * bare name may be vLLM itself or a gateway in front of it.
 */
export function likelyBaseUrls(text: string): readonly [BaseUrl, ...BaseUrl[]] | BaseUrlProblem {
  const plain = parseBaseUrl(text);
  if (typeof plain === 'string') return plain;
  if (text.includes('://')) return [plain];
  const { hostname } = new URL(plain.api);
  const given = /^[^/]*:(\d+)/.exec(text.trim().replace(/^\[[^\]]*\]/, ''))?.[1];
  const secure = moved(plain, { scheme: 'https', port: given });
  if (given === '443') return [secure];
  if (given !== undefined) return [plain, secure];
  const direct = moved(plain, { scheme: 'http', port: usualPort });
  // Over the internet nothing goes out in the clear where that can be helped.
  return isNearby(hostname) ? [direct, plain, secure] : [secure, direct, plain];
}

interface Door {
  readonly scheme: 'http' | 'https';
  readonly port: string | undefined;
}

/** Replaces the scheme and port of an address; host and path stay. */
function moved({ api }: BaseUrl, { scheme, port }: Door): BaseUrl {
  const { hostname, pathname } = new URL(api);
  const parsed = parseBaseUrl(`${scheme}://${hostname}${port ? `:${port}` : ''}${pathname}`);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

/** A name without a domain, one of a local network, or an address by numbers. */
function isNearby(hostname: string): boolean {
  return !hostname.includes('.') || /^[\d.]+$|^\[|\.(?:local|lan|home|internal)$/.test(hostname);
}
