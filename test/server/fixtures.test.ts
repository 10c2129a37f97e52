/**
 * What was recorded of a real server, and is held against the embedded engine, held against this
 * server: where the two agree with the record they agree with each other.
 */
import { describe, it } from 'vitest';
import { expectAsSeen } from '../support/expectAsSeen';
import { recordedSections, seenOnVllm, type Exchange } from '../support/seenOnVllm';
import { baseUrl, capability, unmet } from './support/server';
import type { Need } from './support/needs';

/** The record is of this release with this window, and of adapters at these paths. */
const asRecorded: readonly Need[] = [
  'since 0.32',
  'before 0.33',
  'reasoning parser',
  'tool parser',
  'adapters',
];

describe.each(recordedSections)('section %s of the protocol', (section) => {
  // One line for what cannot be held against the record, and not one for each exchange.
  if (unmet(asRecorded).length > 0) {
    capability(asRecorded, 'is answered as recorded', () => Promise.resolve());
    return;
  }
  for (const seen of seenOnVllm(section)) {
    it(`is answered as recorded: ${seen.name}`, async () => {
      const response = await send(seen);
      const { status, headers } = response;
      const text = await response.text();
      expectAsSeen({ status, contentType: headers.get('content-type'), text }, seen);
    });
  }
});

function send({ method, path, headers, body, text }: Exchange): Promise<Response> {
  const sent = body === undefined ? text : JSON.stringify(body);
  return fetch(new URL(path, baseUrl.origin), {
    method,
    headers: headers ?? { 'content-type': 'application/json' },
    ...(sent !== undefined && { body: sent }),
  });
}
