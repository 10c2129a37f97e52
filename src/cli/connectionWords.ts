import type { ProviderError } from '../provider/errors';

/** What the codes of Node and of the system mean to somebody who typed an address. */
const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ECONNREFUSED: 'no server listens on that port',
    ENOTFOUND: 'no host has this name',
    EAI_AGAIN: 'its name cannot be resolved right now',
    EHOSTUNREACH: 'there is no route to that host',
    ENETUNREACH: 'the network is unreachable',
    ETIMEDOUT: 'the machine does not answer',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  }),
);

/** What OpenSSL and Node's parser say where one side speaks TLS and the other does not. */
const mistaken: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'https:': ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    'http:': ['HPE_INVALID_CONSTANT', 'ECONNRESET'],
  }),
);

/** Why no answer came over a connection, or no whole one. */
export function connectionWords(
  address: string,
  {
    message,
    begun,
    answeredBefore,
  }: Pick<ProviderError, 'message' | 'begun'> & Partial<Pick<ProviderError, 'answeredBefore'>>,
): string {
  const code = /[A-Z][A-Z0-9_]+$/.exec(message)?.[0] ?? '';
  if (begun) return `the connection to ${address} broke in the middle of an answer: ${message}`;
  const [scheme = ''] = address.split('//');
  if (mistaken.get(scheme)?.includes(code)) {
    if (answeredBefore) return `${address} closed the connection without an answer (${code})`;
    const other = scheme === 'https:' ? 'http:' : 'https:';
    const likely = code === 'ECONNRESET' ? 'may speak' : 'seems to speak';
    const instead = `${other}${address.slice(scheme.length)}`;
    return `${address} closes the connection (${code}); it ${likely} ${other.slice(0, -1)}: try ${instead}`;
  }
  const meaning = words.get(code);
  return `nothing answers at ${address}: ${meaning === undefined ? message : `${meaning} (${code})`}`;
}
