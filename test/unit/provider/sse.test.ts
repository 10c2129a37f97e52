import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDoneEvent, SseParser } from '../../../src/provider/transport/sse';

function parse(chunks: readonly string[], parser = new SseParser()): string[] {
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
    ['events without a blank line between', 'data: {"a":1}\ndata: {}\n', ['{"a":1}', '{}']],
    ['data in lines that are no whole', 'data: {\ndata: "a":{}\ndata: }\n\n', ['{\n"a":{}\n}']],
    [
      'data whose lines go on without a field',
      'data: {\n  "a": 1\n}\n\ndata: x\n\n',
      ['{\n  "a": 1\n}', 'x'],
    ],
    ['fields behind blanks', '  data: x\n\n\tdata: y\n\n', ['x', 'y']],
    ['fields with a blank in front of the colon', 'data : x\n\nevent : ping\ndata: y\n\n', ['x']],
    ['fields in capitals', 'Data: x\n\nEVENT: ping\ndata: y\n\n', ['x']],
    ['unknown fields behind whole data', 'data: {}\nfoo: bar\nfoo\n\n', ['{}']],
    ['the end behind an event', 'data: {}\ndata: [DONE]\n', ['{}', '[DONE]']],
    ['an object without a field', '{"a":1}\n\ndata: x\n\n', ['{"a":1}', 'x']],
    ['a ping by name is skipped', 'event: ping\ndata: x\n\ndata: y\n\n', ['y']],
    ['a ping by its data is skipped', 'data: ping\n\ndata: y\n\n', ['y']],
    ['pings in marks or capitals', 'data: [PING]\n\ndata: "keep-alive"\n\ndata: y\n\n', ['y']],
    ['a ping without a blank line behind', 'data: ping\ndata: y\n\n', ['y']],
    ['a ping without a blank line in front', 'data: {}\ndata: ping\ndata: {}\n\n', ['{}', '{}']],
    ['words that are no ping', 'data: pinging\n\ndata: ping pong\n\n', ['pinging', 'ping pong']],
    ['an error by name', 'event: error\ndata: x\n\ndata: y\n\n', ['{"error":"x"}', 'y']],
    ['an error by a name behind it', 'data: x\nevent: error\n\n', ['{"error":"x"}']],
    [
      'an error by name without a blank line in front',
      'data: {}\nevent: error\ndata: {"a":1}\n\n',
      ['{}', '{"error":{"a":1}}'],
    ],
    ['an error by name and field', 'event: error\ndata: {"error":1}\n\n', ['{"error":1}']],
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

  it('gives the end at once, whether or not a blank line follows', () => {
    expect(new SseParser().push('data: [DONE]\n')).toEqual(['[DONE]']);
  });

  it.each([
    ['[DONE]', true],
    [' [done] ', true],
    ['[DONE', false],
    ['{"a":"[DONE]"}', false],
  ])('end with %j: %s', (data, isEnd) => {
    expect(isDoneEvent(data)).toBe(isEnd);
  });

  it.each([
    ['a line that never ends', ['data: 0123', '456789']],
    ['lines that never end their event', ['data: 012\ndata: 345\n', 'data: 678\n']],
    ['lines all at once', ['data: 012\ndata: 345\ndata: 678\n\n']],
  ])('refuses %s', (_what, chunks) => {
    expect(() => parse(chunks, new SseParser(10))).toThrow(RangeError);
  });

  it('counts what one event holds, not what a stream does', () => {
    const chunks = Array.from({ length: 9 }, () => 'data: 012\n\n');
    expect(parse(chunks, new SseParser(10))).toHaveLength(9);
  });
});
