import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isAbortError } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { DisposableSlot } from '../../base/disposable';
import { PriorityLimiter } from '../../base/priorityLimiter';

/** Requests that may stand behind one that is answered, on one connection. */
const maxPipelined = 32;

/** Connections with requests standing behind one that are served at a time; who has but one is at once. */
const maxWhenCrowded = 4;

/**
 * Keeps connections from being held for nothing: of those that owe a request the oldest makes room,
 * and one connection's requests are served one after another, as their answers are sent anyway.
 */
export class Connections {
  /** Without a whole request, the oldest first. */
  private readonly silent = new Set<Socket>();
  private readonly lines = new WeakMap<Socket, { length: number; end: Promise<void> }>();
  /** Round-robin: a connection's next request comes after those of all that wait by then. */
  private readonly crowded = new PriorityLimiter(maxWhenCrowded);

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
    if (++line.length > maxPipelined) {
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
    // What came in one piece with it has been read by then.
    await new Promise(setImmediate);
    if (line.length > 1 && !socket.destroyed) await this.turnAmongCrowded(response);
    return socket.destroyed ? 'gone' : 'here';
  }

  /** The place is given back with the answer. */
  private async turnAmongCrowded(response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const place = await this.crowded.take('soon', gone.signal);
      response.once('close', () => place.dispose());
      if (gone.signal.aborted) place.dispose();
    } catch (error) {
      if (!isAbortError(error)) throw error;
    }
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
