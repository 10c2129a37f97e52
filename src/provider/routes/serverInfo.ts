/** What a server says of itself: its models, its release and its load. */
import type { CallOptions, ModelCard } from '../llm';
import type { ServerMetrics } from '../metrics';
import type { Transport } from '../transport/transport';
import { decodeMetrics } from '../wire/metrics';
import { decodeModels, decodeVersion } from '../wire/models';

export async function listModels(
  transport: Transport,
  options: CallOptions,
): Promise<readonly ModelCard[]> {
  const call = { method: 'GET', mount: 'api', path: '/models' } as const;
  const { models, unread } = decodeModels(await transport.json(call, options));
  if (unread > 0) options.onUnread?.(unread);
  return models;
}

/** From `/version`, which stands beside `/v1` and asks for no key (reference, section 1.1). */
export async function readVersion(
  transport: Transport,
  options: CallOptions,
): Promise<string | undefined> {
  const call = { method: 'GET', mount: 'root', path: '/version' } as const;
  return decodeVersion(await transport.json(call, options));
}

export async function readMetrics(
  transport: Transport,
  options: CallOptions,
): Promise<ServerMetrics> {
  const call = { method: 'GET', mount: 'root', path: '/metrics' } as const;
  return decodeMetrics(await transport.text(call, options));
}
