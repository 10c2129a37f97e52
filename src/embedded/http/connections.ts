import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock';
import { DisposableSlot } from '../../base/disposable';

/** Requests that may stand behind one that is answered, on one connection. */
const mostPipelined = 32;

/**
 * Keeps connections from being held for nothing: of those that owe a request the oldest makes room,
 * and one connection's requests are served one after another, as their answers are sent anyway.
 */
export class Connections {
  /** Without a whole request, the oldest first. */
  private readonly silent = new Set<Socket>();
  private readonly lines = new WeakMap<Socket, { length: number; end: Promise<void> }>();

  constructor(
    server: Server,
    /** Connections that may owe a request. */
    private readonly most: number,
  ) {
    server.on('connection', (socket: Socket) => {
      this.await(socket);
      socket.once('close', () => this.silent.delete(socket));
    });
  }

  /** Resolves when it is this request's turn: to `gone` where nobody waits for its answer any more. */
  async turn(request: IncomingMessage, response: ServerResponse): Promise<'here' | 'gone'> {
    const { socket } = request;
    const line = this.lines.get(socket) ?? { length: 0, end: Promise.resolve() };
    this.lines.set(socket, line);
    if (++line.length > mostPipelined) {
      socket.destroy();
      return 'gone';
    }
    const { end } = line;
    line.end = new Promise((resolve) => {
      response.once('close', () => {
        line.length--;
        this.await(socket);
        resolve();
      });
    });
    await end;
    return socket.destroyed ? 'gone' : 'here';
  }

  /** The whole request is here. */
  heard({ socket }: IncomingMessage): void {
    this.silent.delete(socket);
  }

  private await(socket: Socket): void {
    if (socket.destroyed) return;
    this.silent.delete(socket);
    this.silent.add(socket);
    if (this.silent.size <= this.most) return;
    const [oldest] = this.silent;
    oldest?.destroy();
  }
}

/** Hangs up on a client that takes nothing of its answer for `patience` milliseconds. */
export function hangUpWhenStalled(
  response: ServerResponse,
  { clock, patience }: { readonly clock: Clock; readonly patience: number },
): void {
  const { socket } = response.req;
  const timer = new DisposableSlot();
  let before = Number.NaN;
  const look = (): void => {
    const taken = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength > 0 && taken === before) socket.destroy();
    before = taken;
    if (!socket.destroyed) timer.set(clock.after(patience, look));
  };
  timer.set(clock.after(patience, look));
  response.once('close', () => timer.dispose());
}
