import type { CallOptions } from '../llm';
import type { DecideRequest } from '../request';
import type { Decision } from '../result';
import type { Transport } from '../transport/transport';
import { decodeDecision, encodeDecide } from '../wire/decisions';

/** A decision among options, in one request. */
export async function decide(
  transport: Transport,
  request: DecideRequest,
  options: CallOptions,
): Promise<Decision> {
  const body = encodeDecide(request);
  const call = { method: 'POST', mount: 'api', path: '/systemone', body } as const;
  return decodeDecision(await transport.json(call, options), request);
}
