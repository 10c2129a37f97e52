const byteOrderMark = '\uFEFF';

/**
 * Reads server-sent events as vLLM and the proxies before it write them: `data:` with or without
 * a space, LF, CRLF or CR, comment lines (vLLM's `: keep-alive` from 0.29), a last event without
 * its blank line, a byte order mark. Only `data` matters here; other fields are skipped.
 */
export class SseParser {
  private pending = '';
  private data: string | undefined;
  private atStart = true;
  private afterCarriageReturn = false;

  /** @param longest characters that one event may hold before the stream is refused */
  constructor(private readonly longest = 16 * 1024 * 1024) {}

  /** The data of every event that `chunk` completes. Throws a `RangeError` on an endless event. */
  push(chunk: string): string[] {
    const text = this.withLineFeeds(chunk);
    // A long line in small chunks is not looked through anew for each.
    const lines = text.includes('\n') ? (this.pending + text).split('\n') : [this.pending + text];
    this.pending = lines.pop() ?? '';
    this.refuseOver(this.pending.length);
    const events: string[] = [];
    for (const line of lines) this.line(line, events);
    return events;
  }

  /** What the end of the stream completes. */
  flush(): string[] {
    const events: string[] = [];
    if (this.pending !== '') this.line(this.pending, events);
    this.pending = '';
    this.line('', events);
    return events;
  }

  /** A CR ends its line at once; the LF of a pair split between two chunks is then dropped. */
  private withLineFeeds(chunk: string): string {
    if (chunk === '') return chunk;
    if (this.atStart && chunk.startsWith(byteOrderMark)) chunk = chunk.slice(1);
    this.atStart = false;
    const rest = this.afterCarriageReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    this.afterCarriageReturn = chunk.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  private refuseOver(length: number): void {
    if (length > this.longest) throw new RangeError(`an event of over ${this.longest} characters`);
  }

  private line(line: string, events: string[]): void {
    if (line === '') {
      if (this.data === undefined) return;
      events.push(this.data);
      this.data = undefined;
      return;
    }
    if (!line.startsWith('data:')) return;
    const data = line.startsWith('data: ') ? line.slice(6) : line.slice(5);
    this.data = this.data === undefined ? data : `${this.data}\n${data}`;
    this.refuseOver(this.data.length);
  }
}
