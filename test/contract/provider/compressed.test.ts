/** Answers that a proxy compressed without being asked to, whole and while they are written. */
import type { ServerResponse } from 'node:http';
import {
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createDeflateRaw,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { askedInAllWays, writing } from '../../support/fourWays';
import { failureOf } from '../../support/releases';
import { chatChunk } from '../../support/scriptedChat';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

const chat = { model: 'm', messages: [{ role: 'user', content: 'p' }] } as const;
const done = 'data: [DONE]\n\n';

/** An answer for whichever way it was asked for. */
function answerTo(path: string, body: unknown): { readonly type: string; readonly text: string } {
  const said = path.includes('chat')
    ? { delta: { content: 'hello 🌿' }, message: { content: 'hello 🌿' } }
    : { text: 'hello 🌿' };
  const answer = JSON.stringify({ choices: [{ index: 0, ...said, finish_reason: 'stop' }] });
  const { stream } = body as { readonly stream?: boolean };
  return stream === true
    ? { type: 'text/event-stream', text: `data: ${answer}\n\n${done}` }
    : { type: 'application/json', text: answer };
}

/** Every answer of the server, packed like that and labelled so. */
async function packed(
  encoding: string,
  pack: (text: string) => Uint8Array,
  status = 200,
): Promise<void> {
  server = await startScriptedServer(
    writing(({ path, body }, response) => {
      const { type, text } = answerTo(path, body);
      response.writeHead(status, { 'content-type': type, 'content-encoding': encoding });
      response.end(pack(text));
    }),
  );
}

interface BodyWriter {
  write(text: string): void | Promise<void>;
  end(text: string): void;
}

/** What is read of a stream labelled so, each piece of which is written once the one before was seen. */
async function readInStep(
  encoding: string,
  open: (response: ServerResponse) => BodyWriter,
): Promise<readonly string[]> {
  let read = (): void => undefined;
  server = await startScriptedServer(
    writing(async (_, response) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'content-encoding': encoding,
      });
      const body = open(response);
      for (const content of ['a', 'b', 'c']) {
        const seen = new Promise<void>((resolve) => (read = resolve));
        await body.write(chatChunk({ content }));
        await seen;
      }
      body.end(`${chatChunk({ content: '' }, 'stop')}${done}`);
    }),
  );
  const seen: string[] = [];
  for await (const event of createLLM('openai', { baseUrl: server.baseUrl }).stream(chat)) {
    if (event.type !== 'text-delta') continue;
    seen.push(event.text);
    read();
  }
  return seen;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('an answer', () => {
  it.each<[string, string, (text: string) => Uint8Array]>([
    ['in gzip', 'gzip', (text) => gzipSync(text)],
    ['in gzip, in capitals', 'GZIP', (text) => gzipSync(text)],
    ['in gzip, by its old name', 'x-gzip', (text) => gzipSync(text)],
    ['in brotli', 'br', (text) => brotliCompressSync(text)],
    ['in deflate', 'deflate', (text) => deflateSync(text)],
    ['in deflate without its header', 'deflate', (text) => deflateRawSync(text)],
    ['in deflate, by its old name', 'x-deflate', (text) => deflateSync(text)],
    ['in deflate under the name of gzip', 'gzip', (text) => deflateSync(text)],
    ['in gzip under the name of deflate', 'deflate', (text) => gzipSync(text)],
    ['in one and then another', 'gzip, br', (text) => brotliCompressSync(gzipSync(text))],
    ['twice in one', 'gzip, gzip', (text) => gzipSync(gzipSync(text))],
    ['in one that was named twice', 'gzip, gzip', (text) => gzipSync(text)],
    [
      'in two parts',
      'gzip',
      (text) => Buffer.concat([gzipSync(text.slice(0, 20)), gzipSync(text.slice(20))]),
    ],
    ['with bytes behind it', 'gzip', (text) => Buffer.concat([gzipSync(text), bytes('\0\0')])],
    [
      'with bytes behind deflate',
      'deflate',
      (text) => Buffer.concat([deflateSync(text), bytes('\0')]),
    ],
    ['without its last bytes', 'gzip', (text) => gzipSync(text).subarray(0, -8)],
    ['that was unpacked already', 'gzip', bytes],
    ['that was unpacked already, as brotli', 'br', bytes],
    ['that was unpacked already, as deflate', 'deflate', bytes],
    ['that was unpacked already, as one in another', 'gzip, br', bytes],
    ['that was never packed, behind blank lines', 'br', (text) => bytes(`\n \n${text}`)],
    ['that was never packed, behind a byte order mark', 'br', (text) => bytes(`\uFEFF${text}`)],
    ['that was never packed, in lines', 'deflate', (text) => bytes(text.replace('{', '{\n '))],
    ['as it is', 'identity', bytes],
    ['as nothing', 'none', bytes],
    ['in what is no encoding', 'utf-8', bytes],
  ])('%s is read, whichever way it was asked for', async (_what, encoding, pack) => {
    await packed(encoding, pack);
    for (const [way, answer] of await askedInAllWays(server)) {
      expect([way, answer]).toMatchObject([way, { text: 'hello 🌿', problems: [] }]);
    }
  });

  it.each<[string, string, (text: string) => Uint8Array, string]>([
    ['an encoding that nobody here knows', 'lzma', bytes, 'encoded as “lzma”'],
    [
      'gzip that is damaged',
      'gzip',
      () => Buffer.of(0x1f, 0x8b, 9, 9, 9, 9),
      'cannot be unpacked (gzip)',
    ],
    ['brotli that is none', 'br', (text) => gzipSync(text), 'cannot be unpacked (br)'],
    [
      'deflate that is none',
      'deflate',
      () => Buffer.from([0xff, 0xff]),
      'cannot be unpacked (deflate)',
    ],
  ])('in %s is a bad response that says so', async (_what, encoding, pack, words) => {
    await packed(encoding, pack);
    for (const [way, error] of await askedInAllWays(server)) {
      expect([way, error]).toMatchObject([
        way,
        { code: 'bad-response', message: expect.stringContaining(words) as string },
      ]);
    }
  });

  it.each<[string, string, (text: string) => Uint8Array]>([
    ['read', 'gzip', () => gzipSync('{"error":{"message":"busy"}}')],
    ['damaged', 'gzip', () => Buffer.of(0x1f, 0x8b, 9, 9, 9, 9)],
    ['in an unknown encoding', 'lzma', bytes],
  ])('that is an error keeps its status, its words %s', async (what, encoding, pack) => {
    await packed(encoding, pack, 429);
    for (const [way, error] of await askedInAllWays(server)) {
      const message = what === 'read' ? 'busy' : 'an answer with the status 429';
      expect([way, error]).toMatchObject([way, { code: 'overloaded', status: 429, message }]);
    }
  });

  it.each([
    ['blank lines', '\n'.repeat(64 * 1024 * 1024)],
    ['zeros', '\0'.repeat(64 * 1024 * 1024)],
  ])('that is a bomb of %s is a bad response, and soon', async (_what, text) => {
    const bomb = gzipSync(text);
    await packed('gzip', () => bomb);
    for (const [way, error] of await askedInAllWays(server)) {
      expect([way, error]).toMatchObject([way, { code: 'bad-response' }]);
    }
  });
});

describe('a stream', () => {
  it.each([
    ['gzip', createGzip],
    ['deflate', createDeflate],
    ['deflate', createDeflateRaw],
    ['br', createBrotliCompress],
  ] as const)('in %s is given on as it arrives', async (encoding, create) => {
    const seen = await readInStep(encoding, (response) => {
      const pack = create();
      pack.pipe(response);
      return {
        write(text) {
          pack.write(text);
          pack.flush();
        },
        end: (text) => pack.end(text),
      };
    });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['gzip', Infinity],
    ['deflate', Infinity],
    ['br', Infinity],
    ['br', 1],
    ['deflate', 1],
  ])(
    'labelled %s and not packed is given on as it arrives, in pieces of %d',
    async (label, size) => {
      const seen = await readInStep(label, (response) => ({
        async write(text) {
          for (let at = 0; at < text.length; at += size) {
            response.write(text.slice(at, at + size));
            await new Promise(setImmediate);
          }
        },
        end: (text) => response.end(text),
      }));
      expect(seen).toEqual(['a', 'b', 'c']);
    },
  );

  it('that breaks gives what had arrived, and fails as a connection', async () => {
    server = await startScriptedServer(
      writing((_, response) => {
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'content-encoding': 'gzip',
        });
        const pack = createGzip();
        pack.on('data', (piece: Buffer) => response.write(piece));
        pack.write(chatChunk({ content: 'a' }));
        pack.flush(() => setImmediate(() => response.destroy()));
      }),
    );
    const seen: string[] = [];
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    const error = await failureOf(
      (async () => {
        for await (const event of llm.stream(chat)) {
          if (event.type === 'text-delta') seen.push(event.text);
        }
      })(),
    );
    expect(seen).toEqual(['a']);
    expect(error).toMatchObject({ code: 'unreachable', begun: true });
  });

  it('is closed by whoever stops reading', async () => {
    server = await startScriptedServer(
      writing((_, response) => {
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'content-encoding': 'gzip',
        });
        const pack = createGzip();
        pack.pipe(response);
        pack.write(chatChunk({ content: 'a' }));
        pack.flush();
      }),
    );
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    for await (const event of llm.stream(chat)) if (event.type === 'text-delta') break;
    await server.abandoned;
  });
});
