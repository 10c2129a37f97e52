import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { badRequest } from '../../../../src/embedded/http/apiError';
import { plainEngine } from '../../../../src/embedded/emulation/emulation';
import { EventStream } from '../../../../src/embedded/http/eventStream';
import { ReaderPace } from '../../../../src/embedded/generation/readerPace';
import { settle } from '../../../support/manualClock';

/** A response whose buffer is full after every write until it is drained. */
class FullResponse extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;
  writeHead(): void {}
  flushHeaders(): void {}
  write(text: string): boolean {
    this.written.push(text);
    return false;
  }
  end(): void {
    this.written.push('(end)');
  }
}

function setUp() {
  const response = new FullResponse();
  const pace = new ReaderPace();
  const stream = new EventStream(response as unknown as ServerResponse, plainEngine, pace);
  return { response, pace, stream };
}

describe('an event stream', () => {
  it('makes its writer wait until a slow reader has taken what was sent', async () => {
    const { response, pace, stream } = setUp();
    let sent = 0;
    const writing = (async () => {
      for (let index = 0; index < 3; index++) {
        await stream.send({ index });
        sent++;
      }
    })();
    await settle();
    expect([sent, pace.isBehind]).toEqual([0, true]);
    response.emit('drain');
    await settle();
    expect([sent, response.written.length]).toEqual([1, 2]);
    response.emit('drain');
    response.emit('drain');
    await settle();
    response.emit('drain');
    await writing;
    expect(pace.isBehind).toBe(false);
    expect(response.listenerCount('close')).toBe(0);
    expect(response.written.join('')).toBe(
      'data: {"index":0}\n\ndata: {"index":1}\n\ndata: {"index":2}\n\n',
    );
  });

  it('lets its writer go when the reader has gone', async () => {
    const { response, stream } = setUp();
    const sending = stream.send('a');
    await settle();
    response.destroyed = true;
    response.emit('close');
    await sending;
    await stream.send('b');
    expect(response.written).toEqual(['data: "a"\n\n']);
  });

  it('tells an error as an event, in vLLM’s shape, and then ends', async () => {
    const { response, stream } = setUp();
    const writing = stream.sendError(badRequest('no', { parameter: 'n', value: '3' }));
    await settle();
    response.emit('drain');
    await writing;
    const ending = stream.end();
    await settle();
    response.emit('drain');
    await ending;
    expect(response.written).toEqual([
      'data: {"error":{"message":"no (parameter=n, value=3)","type":"BadRequestError","param":"n","code":400}}\n\n',
      'data: [DONE]\n\n',
      '(end)',
    ]);
  });
});
