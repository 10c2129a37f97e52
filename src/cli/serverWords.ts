import { assertNever } from '../base/assertNever';
import type { ProviderError } from '../provider/errors';
import { connectionWords } from './connectionWords';
import { ProxyFailure } from './proxy';

/**
 * Whether the request was refused here, before anything went out: whatever a server said or failed
 * to say has its address, its status or a code that only an answer can lead to.
 */
export function isRefusedHere({ code, url, status }: ProviderError): boolean {
  const refused = code === 'rejected' || code === 'unsupported';
  return refused && url === undefined && status === undefined;
}

/** What is wrong with a server, ending in its own words. */
export function serverSentence(error: ProviderError): string {
  const message = oneLine(error.message);
  if (isRefusedHere(error)) return `nothing was sent: ${message}`;
  const url = error.url === undefined ? undefined : new URL(error.url);
  const address = url?.origin ?? 'the server';
  if (error instanceof ProxyFailure) return proxySentence(error);
  switch (error.code) {
    case 'unreachable':
      if (error.status !== undefined) {
        return `what answers at ${address} cannot reach the server behind it: ${message}`;
      }
      return error.reason === 'untrusted'
        ? `the certificate of ${address} is not trusted: ${message}; --ca-file trusts who signed it`
        : connectionWords(address, error);
    case 'timeout':
      return error.status === undefined
        ? `${address} is silent: ${message}; --timeout SECONDS waits longer`
        : `no answer from ${address}: ${message}`;
    case 'unauthorized':
      return error.reason === 'no-key'
        ? `${address} asks for a key, and none is given by --api-key or TRELLIS_API_KEY: ${message}`
        : `${address} refuses the key: ${message}`;
    case 'not-found':
      return error.missing === 'model' ? message : routeSentence(address, url?.pathname, message);
    case 'overloaded':
      return `${address} is busy: ${message}`;
    case 'bad-response':
      return `${address} does not answer as vLLM does: ${message}`;
    case 'failed':
      return error.reason === 'engine-dead'
        ? `the engine inside ${address} has died, the server must be restarted: ${message}`
        : `${address} failed: ${message}`;
    case 'rejected':
    case 'unsupported':
      return error.reason === 'text-only'
        ? `the model reads no images: ${message}`
        : `${address} refused: ${message}`;
    default:
      return assertNever(error.code);
  }
}

function proxySentence(error: ProxyFailure): string {
  const proxy = `the proxy ${error.proxy ?? 'on the way'}`;
  if (error.reason === 'proxy') {
    const server = error.url === undefined ? 'the server' : new URL(error.url).host;
    return `${proxy} refuses to connect to ${server}: ${refusalWords(error)}`;
  }
  if (error.status !== undefined) return `${proxy} refused: ${oneLine(error.message)}`;
  return error.code === 'timeout'
    ? `${proxy} is silent: ${error.message}; --timeout SECONDS waits longer`
    : connectionWords(proxy, error);
}

function refusalWords({ status, message }: ProviderError): string {
  if (status !== 407) return oneLine(message);
  return `it asks for a name and a password, or rejects those it was given (${oneLine(message)})`;
}

/** The list of models is what every such server has: where it is missing, the address is wrong. */
function routeSentence(address: string, path: string | undefined, message: string): string {
  const sentence = `${address} has no route ${path ?? 'like this'}: ${message}`;
  return path?.endsWith('/models')
    ? `${sentence}; something else answers there, or vLLM under another path`
    : sentence;
}

/** A proxy's page says everything twice, in its title and its heading; its tags left blanks. */
function oneLine(message: string): string {
  if (message.includes('\n')) return message;
  return message
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(.{3,}?)(?: \1)+(?= |$)/, '$1');
}
