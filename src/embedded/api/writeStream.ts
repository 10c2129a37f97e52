import { isAbortError } from '../../base/abort';
import type { EventStream } from '../http/eventStream';
import { systemFingerprint } from '../identity';

/** Writes a stream and ends it: what goes wrong on the way is its last event, as on vLLM. */
export async function writeStream(stream: EventStream, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    // The client has left; there is nobody to tell.
    if (isAbortError(error)) return;
    await stream.sendError(error);
  }
  await stream.end();
}

/** The chunk without choices that carries the usage, when it was asked for. */
export function usageChunk(heading: object, usage: object): object {
  return { ...heading, choices: [], usage, system_fingerprint: systemFingerprint };
}
