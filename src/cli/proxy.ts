import type { Agent } from 'http';
import type { BaseUrl } from '../provider/baseUrl';
import { UsageError } from './usageError';

/** Addresses of this machine itself, which no proxy could reach. */
const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Who connects to the server in place of Node: the proxy that `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY` name for it. In the editor VS Code's own settings do so.
 */
export async function proxyAgents(
  { api, origin }: BaseUrl,
  env: Readonly<Record<string, string | undefined>>,
): Promise<() => Agent | undefined> {
  const { hostname, protocol } = new URL(origin);
  const named = Object.entries(env).some(([name, value]) => /_proxy$/i.test(name) && value);
  if (!named || loopback.test(hostname)) return () => undefined;
  // Loaded where a proxy is named only: most people have none.
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(api);
  if (proxy === '') return () => undefined;
  if (!URL.canParse(proxy)) throw new UsageError(`“${proxy}” is no address of a proxy`);
  if (protocol === 'https:') {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return () => new HttpsProxyAgent(proxy);
  }
  const { HttpProxyAgent } = await import('http-proxy-agent');
  return () => new HttpProxyAgent(proxy);
}
