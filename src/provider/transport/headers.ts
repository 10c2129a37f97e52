import { validateHeaderValue } from 'node:http';
import { createRedaction, type Redact } from '../../base/redaction';
import { ProviderError } from '../errors';

/**
 * Of the client's headers only those that say what form a request has: it adds others about the
 * machine, and from the environment of whoever uses another service by the same client.
 */
const formHeaders = ['accept', 'content-type', 'content-length', 'connection'] as const;

/** Stands for a key where there is none, as in vLLM's own examples. */
export const placeholderKey = 'EMPTY';

/** Headers of these names open something. */
const opening = /auth|key|token|secret|cookie/i;

/** Whether the headers hold anything that could open a server. */
export function containKey(headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(headers).some(
    ([name, value]) => opening.test(name) && value !== `Bearer ${placeholderKey}`,
  );
}

/** What every request carries. */
export function requestHeaders(
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

interface Credentials {
  readonly apiKey: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Leaves out of a text what every request carries and nobody else is to read. */
export function redactionOf(sent: Credentials): Redact {
  const { learn, redact } = createRedaction();
  for (const key of keysOf(sent)) learn(key);
  for (const [name, value] of Object.entries(sent.headers)) {
    if (!opening.test(name)) learn(value, 'header');
  }
  return redact;
}

/** What opens something of what every request carries. */
export function keysOf({ apiKey, headers }: Credentials): readonly string[] {
  const inHeaders = Object.entries(headers)
    .filter(([name]) => opening.test(name))
    .flatMap(([, value]) => keysInValue(value.trim()));
  return [apiKey, ...inHeaders];
}

/** The password is a key, too, of what is name and password in base64. */
function keysInValue(value: string): readonly string[] {
  const [, scheme = '', key = value] = /^(bearer|basic|token)\s+(.*)$/i.exec(value) ?? [];
  if (scheme.toLowerCase() !== 'basic') return [key];
  const password = Buffer.from(key, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
  return [key, password];
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

export function allowedClientHeaders(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    formHeaders.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}
