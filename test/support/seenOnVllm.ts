import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const exchange = z.object({
  name: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  /** A JSON body, or the text of one that is not JSON. */
  body: z.unknown().optional(),
  text: z.string().optional(),
  status: z.number(),
  contentType: z.string().nullable(),
  json: z.unknown().optional(),
  /** An answer that is neither JSON nor a stream. */
  answer: z.string().optional(),
  events: z.array(z.unknown()).optional(),
});

/** A request and what a real vLLM 0.32.0 answered to it. */
export type Exchange = z.infer<typeof exchange>;

export const recordedSections = [
  '1-endpoints',
  '1.4-adapters',
  '2-parameters',
  '3-structured-outputs',
  '7-streaming',
  '8-errors',
  '9-completions',
];

/** Exchanges of one section of the protocol reference, as recorded in test/contract/fixtures. */
export function seenOnVllm(section: string): readonly Exchange[] {
  const path = join(import.meta.dirname, `../contract/fixtures/${section}.json`);
  return z.array(exchange).parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Releases of which whole servers were asked, each with a reasoning parser and a tool parser. */
export const recordedReleases = ['0.16.0', '0.32.0'] as const;

/**
 * Exchanges with a server of one release. The line of traceback that the web framework below 0.16.0
 * puts into its texts is left out, since it tells of that server's disk.
 */
export function seenOnRelease(release: (typeof recordedReleases)[number]): readonly Exchange[] {
  return seenOnVllm(`seen-${release}`);
}

/** The structure of a JSON value: keys and types without values. */
export function skeleton(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [skeleton(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      // The recorded server had a reasoning parser, which adds these details.
      .filter(([key]) => key !== 'completion_tokens_details')
      // Alternatives are keyed by token; a stop reason may be a text, an id, or neither.
      .map(([key, member]) => [
        key,
        key === 'top_logprobs' || key === 'stop_reason' ? 'any' : skeleton(member),
      ]),
  );
}
