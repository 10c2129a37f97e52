import { unbatch } from '../../base/unbatch';
import type { CallOptions } from '../llm';
import type { CompleteRequest } from '../request';
import type { StreamEvent } from '../result';
import { readStreamUntilStop } from '../stopSequenceFilter';
import type { Server } from './protocol';
import { prepareOne, sendStreamed } from './steps';

/** The continuation of a raw prompt, while it is written. */
export function complete(
  server: Server,
  request: CompleteRequest,
  options: CallOptions,
): AsyncIterable<StreamEvent> {
  return unbatch(async () => {
    const prepared = await prepareOne(server, { route: 'completions', request }, options);
    const batches = sendStreamed(server, 'completions', prepared.body, options);
    return readStreamUntilStop(batches, { ...prepared, opening: 'raw' }, request);
  });
}
