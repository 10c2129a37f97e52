/** What is no HTTP, or no answer to a request, is a bad response: nothing breaks, nothing waits for ever. */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { ProviderError } from '../../../src/provider/errors';
import type { LLM } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { startRawServer, type RawServer } from '../../support/rawServer';

let server: RawServer;
afterEach(() => server[Symbol.asyncDispose]());

const chat = { model: 'm', messages: [{ role: 'user', content: 'p' }], thinking: 'off' } as const;
const ways: readonly (readonly [string, (llm: LLM) => Promise<unknown>])[] = [
  ['models', (llm) => llm.models()],
  ['generate', (llm) => llm.generate(chat)],
  ['stream', (llm) => collectEvents(llm.stream(chat))],
  ['complete', (llm) => collectEvents(llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 }))],
  ['candidates', (llm) => llm.candidates({ ...chat, maxTokens: 4, beams: { width: 2 } })],
];

async function failuresOf(answer: (socket: Socket) => void): Promise<readonly unknown[]> {
  server = await startRawServer(answer);
  const failures: unknown[] = [];
  for (const kind of ['openai', 'vllm'] as const) {
    for (const [, ask] of ways) {
      const llm = createLLM(kind, { baseUrl: server.baseUrl });
      failures.push(
        await ask(llm).then(
          () => 'it succeeded',
          (error: unknown) => error,
        ),
      );
    }
  }
  return failures;
}

const isFailure = expect.any(ProviderError) as ProviderError;
const body = '{"data":[{"id":"m"}]}';
const head = (status: string, ...headers: readonly string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');
const whole = (status: string, ...headers: readonly string[]): string =>
  head(status, `content-length: ${body.length}`, ...headers) + body;

describe('an answer with a status that ends no request', () => {
  it.each([
    ['999', whole('999 Odd'), 999],
    ['600', whole('600 Odd'), 600],
    ['101', head('101 Switching Protocols', 'upgrade: x', 'connection: upgrade'), 101],
    ['101 that switches to nothing', head('101 Switching Protocols'), 101],
    ['000', whole('000 Nothing'), 0],
    ['a hundred thousand times 100', head('100 Continue').repeat(100_000), 100],
    ['a hundred thousand times 103', head('103 Early Hints', 'link: </a>').repeat(100_000), 103],
    ['204 with a body', whole('204 No Content'), 204],
    ['205 with a body', whole('205 Reset Content'), 205],
    ['304 with a body', whole('304 Not Modified'), 304],
  ])('%s is a bad response that names it', async (_what, bytes, status) => {
    for (const failure of await failuresOf((socket) => socket.end(bytes))) {
      expect(failure).toEqual(isFailure);
      expect(failure).toMatchObject({
        code: 'bad-response',
        status,
        message: expect.stringContaining(String(status)) as string,
      });
    }
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['a greeting of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a version that is none', 'HTTP/9.9.9 200 OK\r\n\r\n'],
    ['a status of letters', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a line feed within a header', 'HTTP/1.1 200 OK\r\na: b\nc\r\n\r\n{}'],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\na: b\0c\r\ncontent-length: 2\r\n\r\n{}'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${`a: ${'b'.repeat(1000)}\r\n`.repeat(200)}\r\n`],
    ['two lengths', head('200 OK', 'content-length: 2', 'content-length: 3') + '{}x'],
    ['a length of letters', head('200 OK', 'content-length: x') + '{}'],
    ['a negative length', head('200 OK', 'content-length: -1') + '{}'],
    ['a length and chunks', head('200 OK', 'content-length: 2', 'transfer-encoding: chunked')],
    [
      'chunks that are none',
      head('200 OK', 'content-type: text/event-stream', 'transfer-encoding: chunked') + 'zz\r\n{}',
    ],
    [
      'a chunk of endless length',
      `${head('200 OK', 'content-type: text/event-stream', 'transfer-encoding: chunked')}${'f'.repeat(40)}\r\n`,
    ],
    ['a body that is shorter than it says', head('200 OK', 'content-length: 9') + '{}'],
    ['nothing behind the head', head('200 OK')],
    ['nothing', ''],
  ])('%s is told as a failure of the server or of the way', async (_what, bytes) => {
    for (const failure of await failuresOf((socket) => socket.end(bytes, 'latin1'))) {
      expect(failure).toEqual(isFailure);
      expect(['bad-response', 'unreachable']).toContain((failure as ProviderError).code);
    }
  });

  it.each([
    ['of letters', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('a first line %s is a bad response, on an open connection as well', async (_what, bytes) => {
    for (const failure of await failuresOf((socket) => socket.write(bytes))) {
      expect(failure).toMatchObject({ code: 'bad-response' });
    }
  });
});

describe('an odd answer', () => {
  it.each([
    ['a header called __proto__', whole('200 OK', '__proto__: a', 'constructor: b')],
    ['headers that come twice', whole('200 OK', 'content-type: a', 'content-type: b')],
    ['no reason', whole('200')],
    ['hints before it', head('103 Early Hints', 'link: </a>') + whole('200 OK')],
    ['bytes behind it', `${whole('200 OK')}HTTP/1.1 999 Odd\r\n\r\nand more`],
    ['bytes beyond ASCII in a header', whole('200 OK', 'x-a: \xe9\xff')],
  ])('with %s is read', async (_what, bytes) => {
    server = await startRawServer((socket) => socket.write(bytes, 'latin1'));
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    expect(await llm.models()).toHaveLength(1);
  });
});
