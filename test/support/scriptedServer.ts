import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parseBaseUrl, type BaseUrl } from '../../src/provider/baseUrl';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** Which connection it came on. */
  readonly connection: number;
}

/** Answers one request. It may write to the response as badly as it likes. */
export type Script = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

export interface ScriptedServer extends AsyncDisposable {
  readonly baseUrl: BaseUrl;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when the client closed the connection of a request that was still being answered. */
  readonly abandoned: Promise<void>;
  /** Cuts every connection that is open, idle ones included. */
  dropConnections(): void;
}

/** A server on loopback that does what a test says, well-behaved or not. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let abandon: () => void = () => {};
  const abandoned = new Promise<void>((resolve) => (abandon = resolve));
  const server = createServer((request, response) => {
    void read(request).then(async (text) => {
      const received: ReceivedRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        connection: request.socket.remotePort ?? 0,
      };
      requests.push(received);
      response.on('close', () => {
        if (!response.writableFinished) abandon();
      });
      await script(received, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = parseBaseUrl(`http://127.0.0.1:${port}`);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    baseUrl,
    requests,
    abandoned,
    dropConnections,
    async [Symbol.asyncDispose]() {
      dropConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Opens an event stream; each string is written as it is. */
export function eventStream(response: ServerResponse, ...chunks: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const chunk of chunks) response.write(chunk);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A stream that never ends to what a model is asked; a server that knows no other route. */
export function openStream(...chunks: readonly string[]): Script {
  return ({ method }, response) => {
    if (method === 'POST') eventStream(response, ...chunks);
    else json(response, 404, {});
  };
}
