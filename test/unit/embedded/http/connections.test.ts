import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { hangUpWhenStalled } from '../../../../src/embedded/http/connections';
import { ManualClock } from '../../../support/manualClock';

const patience = 1_000;

function setUp() {
  const clock = new ManualClock();
  const socket = {
    bytesWritten: 0,
    writableLength: 0,
    destroyed: false,
    destroy: () => (socket.destroyed = true),
  };
  const response = Object.assign(new EventEmitter(), { req: { socket } });
  hangUpWhenStalled(response as unknown as ServerResponse, { clock, patience });
  const write = (bytes: number): void => {
    socket.bytesWritten += bytes;
    socket.writableLength += bytes;
  };
  const take = (bytes: number): void => {
    socket.writableLength -= bytes;
  };
  return { clock, socket, response, write, take };
}

describe('hanging up on who does not read', () => {
  it('happens once nothing was taken for as long as allowed, and after twice as long for certain', async () => {
    const { clock, socket, write } = setUp();
    await clock.advance(patience / 2);
    write(10);
    await clock.advance(patience);
    expect(socket.destroyed).toBe(false);
    await clock.advance(patience / 2);
    expect(socket.destroyed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('does not happen to a slow reader', async () => {
    const { clock, socket, write, take } = setUp();
    write(1_000);
    for (let turn = 0; turn < 100; turn++) {
      await clock.advance(patience);
      take(1);
    }
    expect(socket.destroyed).toBe(false);
  });

  it('does not happen while there is nothing to read', async () => {
    const { clock, socket, write, take } = setUp();
    write(5);
    take(5);
    await clock.advance(100 * patience);
    expect(socket.destroyed).toBe(false);
  });

  it('is not waited for after the answer', async () => {
    const { clock, response } = setUp();
    await clock.advance(patience);
    response.emit('close');
    expect(clock.pending).toBe(0);
  });

  it('is not waited for once the connection is gone', async () => {
    const { clock, socket } = setUp();
    socket.destroy();
    await clock.advance(patience);
    expect(clock.pending).toBe(0);
  });
});
