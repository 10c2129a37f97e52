import type { Agent } from 'http';
import type { BaseUrl } from '../provider/baseUrl';
import { ProviderError } from '../provider/errors';
import type { FetchLike } from '../provider/transport/nodeFetch';
import { UsageError } from './usageError';

/** Addresses of this machine itself, which no proxy could reach. */
const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** What stands between us and a server. */
export interface Proxy {
  /** Without a name and a password. */
  readonly address: string;
  readonly agent: () => Agent;
}

/**
 * Who connects to the server in place of Node: the proxy that `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY` name for it. In the editor VS Code's own settings do so.
 */
export async function findProxy(
  { api, origin }: BaseUrl,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Proxy | undefined> {
  const { hostname, protocol } = new URL(origin);
  const named = Object.entries(env).some(([name, value]) => /_proxy$/i.test(name) && value);
  if (!named || loopback.test(hostname)) return undefined;
  // Loaded where a proxy is named only: most people have none.
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(api);
  if (proxy === '') return undefined;
  const address = addressOf(proxy);
  if (protocol === 'https:') {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return { address, agent: () => new HttpsProxyAgent(proxy) };
  }
  const { HttpProxyAgent } = await import('http-proxy-agent');
  return { address, agent: () => new HttpProxyAgent(proxy) };
}

function addressOf(proxy: string): string {
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (!url?.host) {
    throw new UsageError('the proxy that the environment names for this server is not an address');
  }
  const address = `${url.protocol}//${url.host}`;
  if (url.protocol === 'http:' || url.protocol === 'https:') return address;
  const kinds = 'only http:// and https:// proxies are supported';
  throw new UsageError(`the environment names the proxy ${address} for this server; ${kinds}`);
}

/** The way to the proxy failed, or the proxy refused: the server behind it was never asked. */
export class ProxyFailure extends ProviderError {
  constructor({ code, message, url, status, reason }: ProviderError, proxy: string) {
    super(code, message, {
      proxy,
      ...(reason !== undefined && { reason }),
      ...(url !== undefined && { url }),
      ...(status !== undefined && { status }),
    });
  }
}

/** What no server behind a proxy answers: these are of the connection, which the proxy is one end of. */
const ofConnection =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no connection within .*)$/;

export function throughProxy(fetch: FetchLike, address: string): FetchLike {
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      if (response.status !== 407) return response;
      await response.body?.cancel();
      const message = 'it asks for a name and a password, or rejects those it was given';
      throw new ProviderError('unreachable', message, { url, status: 407 });
    } catch (error) {
      const failed =
        error instanceof ProviderError &&
        (error.status === 407 || error.reason === 'proxy' || ofConnection.test(error.message));
      throw failed ? new ProxyFailure(error, address) : error;
    }
  };
}
