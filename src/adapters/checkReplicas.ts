import type { CallOptions, LLM } from '../provider/llm';

/** With two servers behind an address and chance between them, one in 64 goes unseen. */
const looks = 6;

/**
 * Whether all that answers at an address says the same of an adapter, now that it was loaded or
 * unloaded: such a request reaches one server, and a balancer may have several behind it. Each look
 * takes a connection of its own, since a connection stays with one server. Throws `ProviderError`.
 */
export async function checkReplicas(
  llm: Pick<LLM, 'models'>,
  name: string,
  state: 'listed' | 'unlisted',
  call: CallOptions,
): Promise<'everywhere' | 'somewhere'> {
  for (let look = 0; look < looks; look++) {
    const models = await llm.models({ ...call, connection: 'fresh' });
    const listed = models.some(({ id }) => id === name) ? 'listed' : 'unlisted';
    if (listed !== state) return 'somewhere';
  }
  return 'everywhere';
}
