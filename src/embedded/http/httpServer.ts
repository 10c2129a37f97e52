import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isAbortError } from '../../base/abort';
import { assertNever } from '../../base/assertNever';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Emulation } from '../emulation/emulation';
import { serverHeader } from '../identity';
import { ApiError, FaultError } from './apiError';
import { Connections, hangUpWhenStalled } from './connections';
import { checkAccess, type GateOptions } from './access';
import type { ClientTimeouts } from './clientTimeouts';
import { BodyRoom, readJson } from './readJson';
import { respondError, respondJson } from './respond';
import { matchRoute, type Route } from './router';

export interface HttpServerOptions extends GateOptions {
  readonly routes: readonly Route[];
  readonly emulation: Emulation;
  readonly patience: ClientTimeouts;
  readonly clock: Clock;
  readonly log: Log;
}

/** Connections that may owe a request at once; the oldest makes room for the next. */
const maxSilentConnections = 512;

/** An HTTP server over a table of routes; whatever a handler throws becomes an answer. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { clock, patience } = options;
  const times = {
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    connectionsCheckingInterval: Math.min(patience.headers / 2, 2_000),
  };
  const server = createServer(times, (request, response) => {
    // A flood that was hung up on is read to its end all the same.
    if (request.socket.destroyed) return;
    hangUpWhenStalled(response, { clock, patience: patience.answer });
    response.setHeader('server', serverHeader);
    const requestId = request.headers['x-request-id'];
    if (requestId !== undefined && options.emulation.has('requestIdEchoed')) {
      response.setHeader('x-request-id', requestId);
    }
    void serve(request, response, { ...options, connections, bodies });
  });
  const connections = new Connections(server, maxSilentConnections);
  const bodies = new BodyRoom();
  // uvicorn's default: a client that relies on more than this fails on a real server too.
  server.keepAliveTimeout = 5_000;
  return server;
}

interface ServeOptions extends HttpServerOptions {
  readonly connections: Connections;
  readonly bodies: BodyRoom;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  if ((await options.connections.turn(request, response)) === 'gone') return;
  try {
    const answered = refuse(request, response, options);
    if (answered) return;
    await dispatch(request, response, { ...options, signal: gone.signal });
  } catch (error) {
    if (gone.signal.aborted || isAbortError(error)) return;
    if (!(error instanceof ApiError)) options.log.error(stackOf(error));
    respondError(response, error, options.emulation);
  }
}

/** Answers requests that may not be asked; tells whether it did. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): boolean {
  const verdict = checkAccess(request, options);
  switch (verdict) {
    case 'open':
      return false;
    case 'unauthorized':
      respondJson(response, 401, { error: 'Unauthorized' });
      return true;
    case 'foreign-host':
    case 'foreign-origin': {
      const message =
        verdict === 'foreign-host'
          ? 'This server answers to loopback host names only.'
          : 'This server does not answer to web pages from elsewhere.';
      const error = new ApiError(403, message, 'PermissionDeniedError');
      respondError(response, error, options.emulation);
      return true;
    }
    default:
      return assertNever(verdict);
  }
}

async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, signal, bodies, connections }: ServeOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const match = matchRoute(routes, { method: request.method ?? 'GET', path });
  switch (match.kind) {
    case 'none':
      respondJson(response, 404, { detail: 'Not Found' });
      return;
    case 'wrong-method':
      response.setHeader('allow', match.allowed.join(', '));
      respondJson(response, 405, { detail: 'Method Not Allowed' });
      return;
    case 'redirect':
      response.writeHead(307, { location: match.location }).end();
      return;
    case 'route': {
      const body =
        request.method === 'POST' ? await bodyFor(match.route, request, bodies) : undefined;
      connections.heard(request);
      try {
        await match.route.handle({ request, response, body, signal });
      } catch (error) {
        throw error instanceof FaultError ? error.of(body) : error;
      }
      return;
    }
    default:
      assertNever(match);
  }
}

function bodyFor(route: Route, request: IncomingMessage, bodies: BodyRoom): Promise<unknown> {
  // `/ping` is posted with no body at all.
  return route.methods.includes('GET') ? Promise.resolve(undefined) : readJson(request, bodies);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
