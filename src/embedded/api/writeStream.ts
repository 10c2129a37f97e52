import { isAbortError } from '../../base/abort';
import type { EventStream } from '../http/eventStream';
import type { Emulation } from '../emulation/emulation';

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
export function usageChunk(heading: object, usage: object, emulation: Emulation): object {
  return { ...heading, choices: [], usage, ...streamFingerprint(emulation) };
}

/** The fingerprint in the last chunk of a stream, which leaves it out where there is none. */
export function streamFingerprint(emulation: Emulation): object {
  return emulation.has('fingerprints') ? { system_fingerprint: emulation.fingerprint } : {};
}
