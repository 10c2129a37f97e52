import { once } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { RequestListener } from 'node:http';

export interface Listening extends AsyncDisposable {
  /** With scheme and port. */
  readonly address: string;
}

export interface TlsServer extends Listening {
  /** Who signed its certificate, in PEM. */
  readonly authority: string;
}

/** A server whose certificate nobody trusts unless told. */
export async function startTlsServer(listener: RequestListener): Promise<TlsServer> {
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const server = createServer({ key: pem.private, cert: pem.cert }, listener);
  return { ...(await listen(server, 'https://localhost')), authority: pem.cert };
}

export interface Proxy extends Listening {
  /** What it was asked for: `CONNECT host:port`, or a method and a whole address. */
  readonly asked: readonly string[];
}

/** A proxy that takes whatever host it is asked for to be this machine. */
export async function startProxy(): Promise<Proxy> {
  const asked: string[] = [];
  const server = createPlainServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    response.end(answerTo(new URL(request.url ?? '').pathname));
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { ...(await listen(server, 'http://127.0.0.1')), asked };
}

/** A proxy that connects nobody: it answers with this line, `403 Forbidden`. */
export async function startRefusingProxy(line: string): Promise<Proxy> {
  const asked: string[] = [];
  const server = createPlainServer();
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => socket.destroy());
    const page = '<html><title>Policy</title></html>';
    socket.end(
      `HTTP/1.1 ${line}\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`,
    );
  });
  return { ...(await listen(server, 'http://127.0.0.1')), asked };
}

/** As much of vLLM as whoever asks who it is wants to hear. */
export function answerTo(path: string): string {
  return path === '/version'
    ? '{"version":"0.32.0"}'
    : '{"data":[{"id":"m","owned_by":"vllm","max_model_len":64}]}';
}

async function listen(server: Server, host: string): Promise<Listening> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
