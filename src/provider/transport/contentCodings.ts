import type { IncomingMessage } from 'node:http';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import * as zlib from 'node:zlib';
import { ProviderError } from '../errors';

/**
 * The body of an answer as it was before it was compressed: nobody is asked for that, but proxies do
 * it. What cannot be unpacked is told to whoever reads the body, since the status may say enough.
 */
export function decompressed(message: IncomingMessage, url: string): Readable {
  const [first, ...others] = codingsOf(message)
    .slice(-maxCodings)
    .reverse()
    .map((coding) => new Unpacking(coding, url));
  if (!first) return message;
  // What came before a connection broke is unpacked as well.
  message.once('close', () => first.end());
  return others.reduce<Readable>((packed, next) => {
    packed.once('error', (error) => next.destroy(error));
    return packed.pipe(next);
  }, message.pipe(first));
}

/** In the order in which they were applied. */
function codingsOf({ headers }: IncomingMessage): readonly string[] {
  const named = [headers['content-encoding'], headers['transfer-encoding']].join(',');
  return named
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => !plain.has(coding));
}

const maxCodings = 4;

/** Nothing to unpack, also as misguided servers say it. */
const plain: ReadonlySet<string> = new Set(['', 'identity', 'chunked', 'none', 'utf-8', 'utf8']);

type Unpacker = zlib.Gunzip | zlib.Inflate | zlib.InflateRaw | zlib.BrotliDecompress;

/** What has arrived is given on at once, and an end that is missing takes nothing with it. */
const flushed = { finishFlush: zlib.constants.Z_SYNC_FLUSH };

/** How the two begin, whatever they are labelled with. */
const [gzipByte, zlibByte] = [0x1f, 0x78];

/** No deflated text begins so, but inflating goes on for a while before that is clear. */
const jsonBytes: ReadonlySet<number> = new Set(Buffer.from('{['));

/** @param first byte of the body: what is announced is not always what is sent */
function unpackerFor(coding: string, first: number): Unpacker | 'plain' | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      if (first === zlibByte) return zlib.createInflate(flushed);
      return first === gzipByte ? zlib.createGunzip(flushed) : 'plain';
    case 'deflate':
    case 'x-deflate':
      if (first === gzipByte) return zlib.createGunzip(flushed);
      if (jsonBytes.has(first)) return 'plain';
      // Its header was often forgotten.
      return (first & 0x0f) === 8 ? zlib.createInflate(flushed) : zlib.createInflateRaw(flushed);
    case 'br':
      return zlib.createBrotliDecompress({
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      return undefined;
  }
}

/** Bytes up to which nobody asks how well an answer was compressed. */
const smallEnough = 4 * 1024 * 1024;

/** What models write shrinks to a twentieth at best. */
const maxGrowth = 200;

const fields = ['data:', 'event:', 'id:', 'retry:'] as const;

/** Whether an answer begins so, or may begin so, before anybody packed it. */
function isPlain(beginning: Buffer): boolean {
  const text = beginning
    .toString()
    .replace(/^\uFEFF?\s*/, '')
    .toLowerCase();
  if (/^[{[:]/.test(text)) return true;
  return text !== '' && fields.some((field) => field.startsWith(text) || text.startsWith(field));
}

/** Bytes within which whatever was not packed has shown itself. */
const maxBeginningLength = 1024;

class Unpacking extends Transform {
  private unpacker: Unpacker | 'plain' | undefined;
  /** What came before anything was unpacked, since Brotli has no mark to know it by. */
  private beginning: Buffer | undefined = Buffer.alloc(0);
  private waiting: (() => void) | undefined;
  private over = false;
  private taken = 0;
  private given = 0;

  constructor(
    private readonly coding: string,
    private readonly url: string,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const [first] = chunk;
    if (first === undefined || this.over) {
      done();
      return;
    }
    this.unpacker ??= this.begin(first);
    if (this.unpacker === undefined) return;
    if (this.unpacker === 'plain') {
      done(null, chunk);
      return;
    }
    this.taken += chunk.length;
    if (this.taken > maxBeginningLength && this.taken > chunk.length) this.beginning = undefined;
    this.beginning &&= Buffer.concat([this.beginning, chunk]);
    this.waiting = done;
    this.unpacker.write(chunk, () => this.go());
  }

  override _flush(done: TransformCallback): void {
    if (this.unpacker === undefined || this.unpacker === 'plain' || this.over) {
      done();
      return;
    }
    this.waiting = done;
    this.unpacker.end();
  }

  private begin(first: number): Unpacker | 'plain' | undefined {
    const unpacker = unpackerFor(this.coding, first);
    if (unpacker === undefined) {
      this.fail(`the answer is encoded as “${this.coding.slice(0, 40)}”, which is not supported`);
    }
    if (typeof unpacker !== 'object') return unpacker;
    unpacker.on('data', (piece: Buffer) => this.give(piece));
    unpacker.on('error', ({ message }) => {
      if (this.readPlain()) return;
      this.fail(`the answer cannot be unpacked (${this.coding}): ${message}`);
    });
    // Also where bytes follow that are no part of it.
    unpacker.on('end', () => {
      if (this.readPlain()) return;
      this.over = true;
      this.go();
    });
    return unpacker;
  }

  /** Whether nothing could be unpacked since nothing was packed. */
  private readPlain(): boolean {
    const { beginning } = this;
    if (!beginning || !isPlain(beginning)) return false;
    this.unpacker = 'plain';
    this.push(beginning);
    this.go();
    return true;
  }

  private give(piece: Buffer): void {
    this.beginning = undefined;
    this.given += piece.length;
    if (this.given > smallEnough && this.given > maxGrowth * this.taken) {
      this.fail(`the answer is over ${maxGrowth} times as long as what was sent`);
    } else this.push(piece);
  }

  private go(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }

  private fail(message: string): void {
    if (typeof this.unpacker === 'object') this.unpacker.destroy();
    this.destroy(new ProviderError('bad-response', message, { url: this.url }));
  }
}
