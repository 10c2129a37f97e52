import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { parseBaseUrl, type BaseUrl } from '../../src/provider/baseUrl';

export interface RawServer extends AsyncDisposable {
  readonly baseUrl: BaseUrl;
}

/** A server on loopback that hands the socket of each request to `answer`, whatever HTTP says. */
export async function startRawServer(answer: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let read = '';
    socket.on('data', (bytes) => {
      read += bytes.toString('latin1');
      const head = read.indexOf('\r\n\r\n');
      const [, length = '0'] = /content-length: (\d+)/i.exec(read) ?? [];
      if (head === -1 || read.length < head + 4 + Number(length)) return;
      read = '';
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = parseBaseUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  return {
    baseUrl,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
