import { unbatch } from '../../base/unbatch';
import type { CallOptions } from '../llm';
import type { CompleteRequest } from '../request';
import type { StreamEvent } from '../result';
import { readStreamUntilStop } from '../stopSequenceFilter';
import type { ServerClient } from './protocol';
import { prepareSingleAnswer, sendStreamed } from './steps';

/** The continuation of a raw prompt, while it is written. */
export function complete(
  server: ServerClient,
  request: CompleteRequest,
  options: CallOptions,
): AsyncIterable<StreamEvent> {
  return unbatch(async () => {
    const prepared = await prepareSingleAnswer(server, { route: 'completions', request }, options);
    const batches = sendStreamed(server, 'completions', prepared.body, options);
    return readStreamUntilStop(batches, { ...prepared, opening: 'raw' }, request);
  });
}
