/** One client, however it behaves, takes the engine from nobody else: seen through raw sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { complete, metric } from '../../support/engineClient';
import { startTestEngine } from '../../support/testEngine';

let engine: Engine;
const sockets: Socket[] = [];

async function start(patience: Parameters<typeof startTestEngine>[0] = {}): Promise<void> {
  engine = await startTestEngine(patience);
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await engine.close();
});

async function open(): Promise<Socket> {
  const socket = connect(engine.port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

function request(path: string, body: unknown, more = ''): string {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${more}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** More of these fill every buffer on the way to a client that does not read. */
const long = { prompt: 'import '.repeat(10_000), echo: true };
const endless = { max_tokens: 20_000, ignore_eos: true, temperature: 1 };
const loud = { ...long, ...endless, stream: true, logprobs: 20 };
/** Eleven megabytes. */
const whole = { ...long, max_tokens: 1, n: 160 };

const closed = (socket: Socket): Promise<unknown> =>
  socket.destroyed ? Promise.resolve() : once(socket, 'close');

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

/** What somebody else is answered meanwhile. */
async function served(): Promise<string | undefined> {
  const { choices } = await complete(engine, {
    prompt: 'import ',
    max_tokens: 3,
    ignore_eos: true,
  });
  return choices[0]?.finish_reason;
}

const written = (): Promise<number> => metric(engine, 'generation_tokens_total');

/** Waits until nothing more is written, after some was. */
async function untilStalled(): Promise<void> {
  let before = 0;
  await until(async () => {
    const now = await written();
    const stands = now > 0 && now === before && (await running()) === 0;
    before = now;
    return stands;
  });
}

const running = (): Promise<number> => metric(engine, 'num_requests_running');

describe('a client that stops reading its stream', () => {
  it.each([
    ['completions', '/v1/completions', { ...loud, logprobs: null }],
    [
      'chats',
      '/v1/chat/completions',
      {
        ...endless,
        messages: [{ role: 'user', content: 'import ' }],
        logprobs: true,
        top_logprobs: 20,
        stream: true,
      },
    ],
  ])('holds no place among those that are written: %s', async (_what, path, body) => {
    await start({ patience: { answer: 600_000 } });
    const socket = await open();
    socket.pause().write(request(path, { ...body, n: 64 }));
    await untilStalled();
    expect(await served()).toBe('length');
    expect(socket.destroyed).toBe(false);
  });

  it('holds no worker that writes under a constraint', async () => {
    await start({ patience: { answer: 600_000 } });
    const socket = await open();
    const constrained = {
      ...loud,
      echo: false,
      structured_outputs: { regex: '[a-z ]{9000}' },
      n: 3,
    };
    socket.pause().write(request('/v1/completions', constrained));
    await untilStalled();
    const choice = ['ok'];
    const answer = await complete(engine, { prompt: 'a', structured_outputs: { choice } });
    expect(answer.choices[0]?.text).toBe('ok');
  });

  it('is served on where it left off once it reads again', async () => {
    await start({ patience: { answer: 600_000 } });
    const socket = await open();
    const body = { ...loud, echo: false, max_tokens: 4_000 };
    socket.pause().write(request('/v1/completions', body, 'Connection: close\r\n'));
    await untilStalled();
    let told = '';
    socket.on('data', (data: Buffer) => (told = `${told}${data.toString('latin1')}`.slice(-4_000)));
    socket.resume();
    await closed(socket);
    expect(told).toContain('"finish_reason":"length"');
    expect(told).toContain('data: [DONE]');
  });

  it.each([
    ['a stream', { ...loud, n: 80, logprobs: null }],
    ['a whole answer', whole],
  ])('is hung up on after a while: %s', async (_what, body) => {
    await start({ patience: { answer: 100 } });
    const socket = await open();
    socket.pause().write(request('/v1/completions', body));
    // Nothing to a server; to a client that does not read, how it finds out that nobody is there.
    while (!socket.destroyed) {
      socket.write('\r\n');
      expect(await served()).toBe('length');
    }
    await until(async () => (await running()) === 0);
  });

  it('is not hung up on while it reads, however slowly', async () => {
    await start({ patience: { answer: 1_500 } });
    const socket = await open();
    socket.pause().write(request('/v1/completions', whole, 'Connection: close\r\n'));
    let bytes = 0;
    let lastByte = '';
    for (;;) {
      if (socket.readableEnded || socket.destroyed) break;
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) {
        await Promise.race([once(socket, 'readable'), once(socket, 'end')]);
        continue;
      }
      bytes += chunk.length;
      lastByte = chunk.toString('latin1').at(-1) ?? '';
      // As long as somebody else's request takes.
      await served();
    }
    expect([lastByte, bytes > 1_000_000]).toEqual(['}', true]);
  });
});

describe('a client that sends nothing, or little', () => {
  const patience = { headers: 200, request: 400 };

  it.each([
    ['nothing', ''],
    ['half a header', 'POST /v1/completions HTTP/1.1\r\nHost: loc'],
    [
      'half a body',
      'POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"prompt"',
    ],
  ])('is hung up on: %s', async (_what, sent) => {
    await start({ patience });
    const socket = await open();
    socket.resume().write(sent);
    await closed(socket);
    expect(await served()).toBe('length');
  });

  it('is hung up on though it sends a byte now and then', async () => {
    await start({ patience });
    const socket = await open();
    socket.resume().write('POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n');
    const name = 'X-Slow: ';
    for (let sent = 0; !socket.destroyed; sent++) {
      socket.write(name[sent % name.length] ?? 'a');
      await served();
    }
    expect(socket.destroyed).toBe(true);
  });

  it('makes room for others where it opens a thousand connections', async () => {
    await start();
    const many = await Promise.all(Array.from({ length: 1_000 }, open));
    expect(await served()).toBe('length');
    await Promise.all(many.slice(0, 400).map(closed));
    expect(many.at(-1)?.destroyed).toBe(false);
  });
});

describe('requests one behind another on a connection', () => {
  it('are answered in their order, one after another', async () => {
    await start();
    const socket = await open();
    const body = (token: number) => ({ prompt: [token], max_tokens: 1, echo: true });
    socket.write([97, 98, 99].map((token) => request('/v1/completions', body(token))).join(''));
    let told = '';
    socket.on('data', (data: Buffer) => (told += data.toString()));
    await until(async () => {
      await served();
      return told.split('HTTP/1.1 200').length === 4;
    });
    expect(told.split('HTTP/1.1 200')).toHaveLength(4);
  });

  it('are not all begun at once', async () => {
    await start();
    const socket = await open();
    socket
      .pause()
      .write(request('/v1/completions', { ...loud, prompt: 'a', logprobs: 0 }).repeat(20));
    await until(async () => (await running()) === 1);
    expect(await served()).toBe('length');
    expect((await running()) <= 1).toBe(true);
  });

  it('of many connections take few places, in turn, and keep nobody waiting who asks but once', async () => {
    await start();
    const crowd = await Promise.all(Array.from({ length: 60 }, open));
    const answers = new Map<Socket, number>(crowd.map((socket) => [socket, 0]));
    /** How far the first was ahead once each was served one time more, and one more, and so on. */
    const ahead: number[] = [];
    for (const socket of crowd) {
      let told = '';
      socket.on('data', (data: Buffer) => {
        told += data.toString();
        answers.set(socket, told.split('HTTP/1.1 200').length - 1);
        const [fewest, most] = [Math.min(...answers.values()), Math.max(...answers.values())];
        if (fewest > ahead.length) ahead.push(most - fewest);
      });
      const body = { prompt: 'import ', max_tokens: 10, ignore_eos: true };
      socket.write(request('/v1/completions', body).repeat(30));
    }
    const places: number[] = [];
    await until(async () => {
      places.push((await running()) + (await metric(engine, 'num_requests_waiting')));
      return ahead.length >= 4;
    });
    // Of sixty that wait, by which whoever asks but once is passed by.
    expect(Math.max(...places)).toBeLessThan(8);
    expect(await served()).toBe('length');
    // Those that were heard first may be ahead until all are; from then on they take turns.
    const [first = Infinity, ...later] = ahead;
    expect(first).toBeLessThan(15);
    expect(Math.max(...later)).toBeLessThanOrEqual(first + 2);
  });

  it('are hung up on where there is no end of them', async () => {
    await start();
    const socket = await open();
    socket.resume().write(request('/v1/completions', { ...endless, prompt: 'a' }).repeat(200));
    await closed(socket);
    await until(async () => (await running()) === 0);
    expect(await served()).toBe('length');
  });
});
