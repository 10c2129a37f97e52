import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseParser } from '../../../src/provider/transport/sse';

function parse(chunks: readonly string[]): string[] {
  const parser = new SseParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
}

describe('server-sent events', () => {
  it.each([
    ['a space after the colon', 'data: x\n\n', ['x']],
    ['no space after the colon', 'data:x\n\n', ['x']],
    ['only the first space is taken', 'data:  x\n\n', [' x']],
    ['CRLF', 'data: x\r\n\r\ndata: y\r\n\r\n', ['x', 'y']],
    ['CR', 'data: x\r\rdata: y\r\r', ['x', 'y']],
    ['comments are skipped', ': keep-alive\n\ndata: x\n\n', ['x']],
    ['other fields are skipped', 'event: m\nid: 1\ndata: x\n\n', ['x']],
    ['data of several lines is joined', 'data: x\ndata: y\n\n', ['x\ny']],
    ['the last event may lack its blank line', 'data: x', ['x']],
    ['a byte order mark in front', '\uFEFFdata: x\n\n', ['x']],
    ['blank lines alone are no events', '\n\n\n', []],
    ['an empty data line is an empty event', 'data:\n\n', ['']],
  ])('%s', (_name, text, events) => {
    expect(parse([text])).toEqual(events);
  });

  it('gives the same events however the stream is cut into chunks', () => {
    const line = fc.stringMatching(/^[^\r\n]{0,12}$/);
    const ending = fc.constantFrom('\n\n', '\r\n\r\n', '\r\r');
    const stream = fc.array(fc.tuple(line, ending), { maxLength: 6 });
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        (events, sizes) => {
          const text = events.map(([data, end]) => `data: ${data}${end}`).join('');
          const chunks: string[] = [];
          for (let at = 0; at < text.length;) {
            const size = sizes[chunks.length % sizes.length] ?? 1;
            chunks.push(text.slice(at, at + size));
            at += size;
          }
          expect(parse(chunks)).toEqual(events.map(([data]) => data));
        },
      ),
    );
  });

  it('refuses a line that never ends', () => {
    const parser = new SseParser(10);
    expect(() => parser.push('data: 0123456789')).toThrow(RangeError);
  });
});
