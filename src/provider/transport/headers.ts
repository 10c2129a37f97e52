import { validateHeaderValue } from 'node:http';
import { createRedaction, type Redact } from '../../base/redaction';
import { ProviderError } from '../errors';

/**
 * Of the client's headers only those that say what form a request has: it adds others about the
 * machine, and from the environment of whoever uses another service by the same client.
 */
const formHeaders = ['accept', 'content-type', 'content-length', 'connection'] as const;

/** Stands for a key where there is none, as in vLLM's own examples. */
export const noKey = 'EMPTY';

/** Headers of these names open something. */
const opening = /auth|key|token|secret|cookie/i;

/** Whether the headers hold anything that could open a server. */
export function holdKey(headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(headers).some(
    ([name, value]) => opening.test(name) && value !== `Bearer ${noKey}`,
  );
}

/** What every request carries. */
export function ownHeaders(
  apiKey: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    'user-agent': 'Trellis',
    authorization: `Bearer ${apiKey}`,
    ...(Object.fromEntries(given) as Record<string, string>),
  };
}

/** Leaves out of a text what every request carries and nobody else is to read. */
export function redactionOf({
  apiKey,
  headers,
}: {
  readonly apiKey: string;
  readonly headers: Readonly<Record<string, string>>;
}): Redact {
  const { learn, redact } = createRedaction();
  learn(apiKey);
  for (const [name, value] of Object.entries(headers)) {
    const kind = opening.test(name) ? 'key' : 'header';
    learn(value.replace(/^(?:bearer|basic|token)\s+/i, ''), kind);
  }
  return redact;
}

/** Throws where one cannot be sent; names the header alone, since its value may be a key. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderValue(name, value);
    } catch {
      const message =
        name === 'authorization'
          ? 'the key holds a character that cannot be sent'
          : `the header ${name} holds a character that cannot be sent`;
      throw new ProviderError(name === 'authorization' ? 'unauthorized' : 'rejected', message);
    }
  }
}

export function formOf(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    formHeaders.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}
