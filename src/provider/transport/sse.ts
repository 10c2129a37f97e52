/**
 * Reads server-sent events as vLLM and the proxies before it write them: `data:` with or without
 * a space, LF, CRLF or CR, comment lines (vLLM's `: keep-alive` from 0.29), a last event without
 * its blank line. Only `data` matters here; other fields are skipped.
 */
export class SseParser {
  private pending = '';
  private data: string[] = [];
  private afterCarriageReturn = false;

  /** @param maxLineLength characters that one line may hold before the stream is refused */
  constructor(private readonly maxLineLength = 16 * 1024 * 1024) {}

  /** The data of every event that `chunk` completes. Throws a `RangeError` on an endless line. */
  push(chunk: string): string[] {
    const lines = (this.pending + this.withLineFeeds(chunk)).split('\n');
    this.pending = lines.pop() ?? '';
    if (this.pending.length > this.maxLineLength) {
      throw new RangeError(`a line of over ${this.maxLineLength} characters`);
    }
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
    const rest = this.afterCarriageReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    this.afterCarriageReturn = chunk.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  private line(line: string, events: string[]): void {
    if (line === '') {
      if (this.data.length > 0) events.push(this.data.join('\n'));
      this.data = [];
      return;
    }
    if (!line.startsWith('data:')) return;
    this.data.push(line.startsWith('data: ') ? line.slice(6) : line.slice(5));
  }
}
