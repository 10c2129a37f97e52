import type { FactName } from '../capabilities';
import { ProviderError } from '../errors';
import type { CallOptions } from '../llm';
import type { Transport } from '../transport/transport';
import { withoutEngine } from './probes';

/**
 * Throws where a failure is that of a dead engine: every generation fails then, with 500 or with 200
 * and an error in it, and `/health` answers 503 (seen on 0.10.2 and 0.16.0).
 */
export async function checkEngine(
  failure: ProviderError,
  { transport, call }: { readonly transport: Transport; readonly call: CallOptions },
): Promise<void> {
  if (failure.code !== 'failed') return;
  const health = await answerOf(transport, call);
  if (health?.status !== 503) return;
  // An error inside a 200 does not say where it came from.
  const { code, message, status, url = health.url } = failure;
  throw new ProviderError(code, message, {
    ...(status !== undefined && { status }),
    ...(url !== undefined && { url }),
    reason: 'engine-dead',
    cause: failure,
  });
}

/**
 * The same where `/health` is somebody else's, a router's: whatever was asked to be generated broke,
 * by conversations as well as by raw prompts.
 */
export function everyGenerationBroke(
  failures: ReadonlyMap<FactName, ProviderError | undefined>,
): ProviderError | undefined {
  const generations = [...failures].filter(([name]) => !withoutEngine.has(name));
  const broke = generations.filter(([, failure]) => failure?.code === 'failed');
  const routes = failures.has('completion-constraints') && broke.length > 1;
  return routes && broke.length === generations.length ? broke[0]?.[1] : undefined;
}

async function answerOf(
  transport: Transport,
  { signal }: CallOptions,
): Promise<ProviderError | undefined> {
  try {
    const call = { method: 'GET', mount: 'root', path: '/health' } as const;
    await transport.text(call, signal ? { signal } : {});
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}
