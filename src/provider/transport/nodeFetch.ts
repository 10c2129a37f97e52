/**
 * `fetch` over Node's `http`. The built-in one gives up after 300 s of silence, which a queue on a
 * busy server exceeds, and VS Code lets its proxy and certificate settings hold for modules loaded
 * by these very names, so that they hold here without a line of ours.
 */
import * as http from 'http';
import * as https from 'https';
import * as tls from 'tls';
import type { Readable } from 'node:stream';
import { ReadableStream as WebStream, type UnderlyingSource } from 'node:stream/web';
import { AbortError, onAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { ProviderError } from '../errors';
import { decompressed } from './contentCodings';

/** As much of `fetch` as the transport uses: a string body, headers, a signal. */
export type FetchLike = (url: string, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface NodeFetchOptions {
  readonly clock: Clock;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number;
  /** Certificate authorities in PEM, trusted beside those of Node. */
  readonly authorities?: string | undefined;
  /** The proxy on the way to an address, if it is known, without a name and a password. */
  readonly proxyFor?: ((url: string) => string | undefined) | undefined;
  /** Who connects to an address in place of Node itself, for one behind a proxy. */
  readonly agentFor?: (url: string) => http.Agent | undefined;
}

/** Below the 5 s after which uvicorn closes an idle connection (reference, section 7.12). */
const keepAliveIdle = 4_000;

/**
 * Milliseconds within which the reset of a closed connection comes back: one way there and back,
 * over an ocean at most. What breaks later may have been worked on.
 */
const resetComesWithin = 500;

/** Statuses that the Fetch standard allows no body for. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Fails with `ProviderError('unreachable' | 'timeout')` or an `AbortError`. */
export function createNodeFetch(options: NodeFetchOptions): FetchLike {
  const agentOptions = { keepAlive: true, timeout: keepAliveIdle };
  const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };
  const { authorities, agentFor } = options;
  const trust = authorities === undefined ? {} : { ca: [...tls.rootCertificates, authorities] };

  return async (url, init) => {
    const secure = url.startsWith('https:');
    const fresh = (): http.Agent => agentFor?.(url) ?? new (secure ? https : http).Agent();
    // Node would close the connection afterwards, but take it from those that are open.
    if (init.headers['connection'] === 'close') return attempt(url, init, fresh());
    try {
      return await attempt(url, init, agentFor?.(url) ?? (secure ? agents.https : agents.http));
    } catch (error) {
      // Nothing was read, so asking once more is safe, on a connection of its own.
      if (!(error instanceof StaleConnection)) throw error;
      return attempt(url, init, fresh());
    }
  };

  function refusedByProxy(
    { statusCode, statusMessage = '' }: http.IncomingMessage,
    url: string,
  ): ProviderError {
    const status = statusCode ?? 0;
    const proxy = options.proxyFor?.(url);
    const message = `${status} ${statusMessage}`.trim();
    return new ProviderError('unreachable', message, {
      ...{ url, status, reason: 'proxy' },
      ...(proxy !== undefined && { proxy }),
    });
  }

  function attempt(url: string, init: FetchInit, agent: http.Agent): Promise<Response> {
    const secure = url.startsWith('https:');
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, {
        method: init.method,
        headers: init.headers,
        agent,
        ...trust,
      });
      const abort = onAbort(init.signal, () => {
        request.destroy(new AbortError());
      });
      const connecting = options.clock.after(options.connectTimeout, () => {
        request.destroy(
          new ProviderError('timeout', `no connection within ${options.connectTimeout} ms`, {
            url,
          }),
        );
      });
      const { clock } = options;
      let readBefore = 0;
      let written: number | undefined;
      request.once('finish', () => (written = clock.now()));
      /** Whether the server had closed the kept-alive connection just as it was used again. */
      const stale = (error: NodeJS.ErrnoException): boolean => {
        if (!request.reusedSocket || !isReset(error)) return false;
        if ((request.socket?.bytesRead ?? 0) > readBefore) return false;
        const unread = written === undefined || clock.now() - written <= resetComesWithin;
        return unread || init.method === 'GET';
      };
      request.on('socket', (socket) => {
        readBefore = socket.bytesRead;
        if (!socket.connecting) connecting.dispose();
        else
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            connecting.dispose();
          });
      });
      const fail = (error: Error): void => {
        connecting.dispose();
        abort.dispose();
        reject(error);
        request.destroy(error);
      };
      let begun: http.IncomingMessage | undefined;
      request.on('response', (response) => {
        begun = response;
        response.once('close', () => {
          abort.dispose();
        });
        if (secure && !isEncrypted(response.socket)) fail(refusedByProxy(response, url));
        else if (!isFinal(response.statusCode)) fail(oddStatus(response.statusCode, url));
        else resolve(toResponse(response, url));
      });
      // Where nobody listens, Node tells of a connection that was reset.
      request.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        fail(oddStatus(statusCode, url));
      });
      let interim = 0;
      request.on('information', ({ statusCode }) => {
        if (++interim > maxInterimResponses) fail(oddStatus(statusCode, url));
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const told = notHttp(error, url);
        // What is wrong behind the head is told to whoever reads the body.
        if (told) begun?.destroy(told);
        if (told) fail(told);
        else if (isOurs(error)) fail(error);
        else if (stale(error)) fail(new StaleConnection(error.message));
        else fail(unreachable(error, url));
      });
      request.end(init.body);
    });
  }
}

/**
 * What agents for proxies hand on in place of an answer where a proxy refuses to connect: it came
 * from no server, since nothing was encrypted.
 */
function isEncrypted(socket: object): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

/** A kept-alive connection that the server had closed before it could read the request. */
class StaleConnection extends Error {}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

/** OpenSSL's ways to say that nobody known signed a certificate. */
const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function unreachable(error: NodeJS.ErrnoException, url: string): ProviderError {
  return new ProviderError('unreachable', error.code ?? error.message, {
    url,
    cause: error,
    ...(untrusted.has(error.code ?? '') && { reason: 'untrusted' }),
  });
}

function isOurs(error: Error): boolean {
  return error instanceof AbortError || error instanceof ProviderError;
}

interface ParserError extends NodeJS.ErrnoException {
  /** What could not be read. */
  readonly rawPacket?: Uint8Array;
}

const tlsAlert = 0x15;

/** What Node's parser says of bytes that are no HTTP. */
function notHttp(error: ParserError, url: string): ProviderError | undefined {
  const { code = '', message, rawPacket } = error;
  // Whoever speaks TLS answers with an alert: that is another mistake, and `unreachable` tells it.
  if (!code.startsWith('HPE_') || rawPacket?.[0] === tlsAlert) return undefined;
  const words = `the answer is not HTTP: ${message.replace(/^Parse Error: /, '')}`;
  return new ProviderError('bad-response', words, { url, cause: error });
}

/** Whether an answer with this status ends a request, which is what a `Response` can say. */
function isFinal(status = 0): boolean {
  return status >= 200 && status <= 599;
}

function oddStatus(statusCode: number | undefined, url: string): ProviderError {
  const status = statusCode ?? 0;
  return new ProviderError('bad-response', `an answer with the status ${status}`, { status, url });
}

/** Answers before the answer (100, 102, 103) that are waited through. */
const maxInterimResponses = 1_000;

function toResponse(message: http.IncomingMessage, url: string): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  // Not `headersDistinct`, which breaks on a header called `__proto__`.
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  }
  if (bodiless.has(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(bodyOf(message, url), { status, headers });
}

/** Bytes that are read ahead of whoever asks for them. */
const maxBufferedBytes = 1024 * 1024;

/**
 * The body, read ahead, all that has arrived in one piece: a server that writes fast sends a chunk
 * for each token, and Node's own adapter costs more for a chunk than reading it does.
 */
function bodyOf(message: http.IncomingMessage, url: string): ReadableStream<Uint8Array> {
  const ahead = new ReadAhead(decompressed(message, url), message);
  const source: UnderlyingSource<Uint8Array> = {
    async pull(controller) {
      const bytes = await ahead.take();
      if (bytes) controller.enqueue(bytes);
      else controller.close();
    },
    cancel() {
      message.destroy();
    },
  };
  return new WebStream(source, { highWaterMark: 0 });
}

class ReadAhead {
  private pieces: Buffer[] = [];
  private length = 0;
  private ending: { readonly failure: Error | undefined } | undefined;
  private wake: () => void = () => {};

  /** @param body what is read of `message`, which knows whether it is all of it */
  constructor(
    private readonly body: Readable,
    message: http.IncomingMessage,
  ) {
    body.on('data', (piece: Buffer) => {
      this.pieces.push(piece);
      this.length += piece.length;
      if (this.length >= maxBufferedBytes) body.pause();
      this.wake();
    });
    // A connection may break without a word.
    const broken = (): Error =>
      message.errored ?? Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    body.on('end', () => this.end(message.complete ? undefined : broken()));
    body.on('error', (error) => this.end(error));
    body.on('close', () => this.end(broken()));
    // Its failure is told by then, or unheard.
    if (body !== message) message.on('error', () => undefined);
  }

  /** All that has arrived, once something has; `undefined` at the end. Rejects where it broke off. */
  async take(): Promise<Uint8Array | undefined> {
    while (this.length === 0 && !this.ending) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.length > 0) {
      const [first = Buffer.alloc(0), ...others] = this.pieces;
      const bytes = others.length === 0 ? first : Buffer.concat(this.pieces, this.length);
      this.pieces = [];
      this.length = 0;
      this.body.resume();
      return bytes;
    }
    if (this.ending?.failure) throw this.ending.failure;
    return undefined;
  }

  private end(failure: Error | undefined): void {
    this.ending ??= { failure };
    this.wake();
  }
}
