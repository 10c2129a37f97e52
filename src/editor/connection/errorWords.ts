/** Sentences for people, made from what the rooms below report in codes. */
import { assertNever } from '../../base/assertNever';
import type { BaseUrl, BaseUrlProblem } from '../../provider/baseUrl';
import type { ProviderError } from '../../provider/errors';
import type { Target } from '../../provider/target';

export function wordsForAddress(problem: BaseUrlProblem): string {
  switch (problem) {
    case 'empty':
      return 'Enter the address of a server, for example http://localhost:8000/v1';
    case 'not-a-url':
      return 'Not a valid address. Example: http://gpu-box:8000/v1';
    case 'not-http':
      return 'The address must begin with http:// or https://';
    case 'has-credentials':
      return 'Leave the user name and password out of the address. Trellis asks for a key next';
    case 'has-query':
      return 'The address must not contain ? or #';
    default:
      return assertNever(problem);
  }
}

/**
 * Says what is wrong and, where one thing would mend it, what that is. A message may show one line of
 * it: the first words say what it is about.
 */
export function wordsForError(error: ProviderError, address: string): string {
  switch (error.code) {
    case 'unreachable':
      if (error.begun)
        return `The server at ${address} closed the connection in the middle of the answer.`;
      if (error.reason === 'untrusted') {
        return `The certificate is not trusted: ${address} (${error.message}). Set trellis.server.authorities to the certificate of whoever signed it.`;
      }
      if (error.reason === 'proxy') return wordsForProxy(error, address);
      if (error.status !== undefined) {
        return `The gateway at ${address} cannot reach the server behind it (${error.message}).`;
      }
      return `Nothing answers at ${address} (${reasonOf(error.message)}).`;
    case 'timeout':
      return `No answer from ${address}: ${error.message}.`;
    case 'unauthorized':
      if (error.reason === 'no-key') {
        return `No key is stored for ${address}, which requires one (${error.message}). Connect again to enter it.`;
      }
      return error.status === 403
        ? `The server denied access (${error.message}). ${address} may be a different server.`
        : `The server refused the key (${error.message}). Connect to ${address} again to enter another one.`;
    case 'not-found':
      return error.missing === 'model'
        ? `Model not found: ${error.message}`
        : `Route not found at ${address}: ${error.message}. The address of a vLLM server usually ends in /v1.`;
    case 'overloaded':
      return `The server is busy: ${error.message}`;
    case 'bad-response':
      return `The server does not answer as vLLM does: ${error.message} (${address}).`;
    case 'failed':
      return error.reason === 'engine-dead'
        ? `The server's engine has died. Restart the server (${address}).`
        : `The server failed: ${error.message}`;
    case 'rejected':
    case 'unsupported':
      if (error.reason === 'text-only') return `The model does not accept images: ${error.message}`;
      return `The server refused the request: ${error.message}`;
    default:
      return assertNever(error.code);
  }
}

function wordsForProxy({ proxy, status, message }: ProviderError, address: string): string {
  const who = proxy === undefined ? 'A proxy' : `The proxy ${proxy}`;
  const mend = status === 407 ? ' It asks for a user name and a password: see http.proxy.' : '';
  return `${who} refused to connect to ${address} (${message}).${mend}`;
}

/** Why none of the addresses that a text may mean leads to a server; the failure is one of theirs. */
export function wordsForAttempt(
  error: ProviderError,
  tried: readonly [BaseUrl, ...BaseUrl[]],
): string {
  const [first, ...others] = tried;
  const at = tried.find(({ api }) => error.url?.startsWith(api)) ?? first;
  const rest = others.length === 0 ? [] : tried.filter((each) => each !== at);
  const words = wordsForError(error, at.api);
  if (rest.length === 0) return words;
  return `${words} No server was found at ${rest.map(({ api }) => api).join(' or ')} either.`;
}

/** Beside the box for a key: whether one is wanted at all, or another than the one that was sent. */
export function wordsForKey(origin: string, refused: ProviderError): string {
  return refused.reason === 'no-key'
    ? `${origin} requires a key. It is kept in VS Code's secret storage and sent to this server only.`
    : `${origin} refused this key (${refused.message}). Enter another one.`;
}

/** Says it of a request to this target, whose adapter may be what the server lacks. */
export function wordsForFailure(error: ProviderError, { llm, model }: Target): string {
  if (error.missing !== 'model' || model.parent === undefined) {
    return wordsForError(error, llm.baseUrl);
  }
  const { id, parent } = model;
  return `The adapter “${id}” is no longer on the server. Try again to use ${parent} without it, or load it again (Trellis: Load Adapter…).`;
}

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ECONNREFUSED: 'connection refused: no server listens on that port',
    ENOTFOUND: 'the host was not found',
    EAI_AGAIN: 'the host name cannot be resolved right now',
    ECONNRESET: 'the connection was reset',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
    EPROTO: 'it does not use TLS; try http://',
  }),
);

function reasonOf(message: string): string {
  // A code of the system stands alone, or behind the transport's own words.
  return reasons.get(message.replace(/^.*: /, '')) ?? message;
}
