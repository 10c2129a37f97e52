import { ProviderError } from '../errors';
import type { CallOptions } from '../llm';
import type { Transport } from '../transport/transport';
import { explainDeath } from './engineDeath';
import type { ServerFacts } from './facts';

/**
 * Learns from a change of adapters, beside what came of it, whether the routes for it are there: the
 * server may have been started anew.
 */
export async function learnFromAdapterChange(
  change: Promise<void>,
  transport: Transport,
  facts: Pick<ServerFacts, 'observe'>,
  options: CallOptions,
): Promise<void> {
  try {
    await change;
    facts.observe('', 'adapter-routes', 'yes');
    facts.observe('', 'lora', 'yes');
  } catch (error) {
    const isMissing = error instanceof ProviderError && error.missing === 'route';
    if (isMissing) facts.observe('', 'adapter-routes', 'no');
    // Until 0.16 whatever goes wrong with an adapter is 400 (addendum, section 3).
    throw await explainDeath({ error, model: undefined, options }, [400, 500], transport);
  }
}
