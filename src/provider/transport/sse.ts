import { isJson, parseJson } from '../../base/json';

const byteOrderMark = '\uFEFF';

/**
 * Reads server-sent events as vLLM and the proxies before it write them: `data:` with or without
 * a space, LF, CRLF or CR, comment lines (vLLM's `: keep-alive` from 0.29), a last event without
 * its blank line, a byte order mark, events without a blank line between them. Only `data` matters
 * here, and whether an event is called an error or a ping; other fields are skipped, pings as well.
 */
export class SseParser {
  private pending = '';
  /** Its lines; joined but once, since there may be millions. */
  private data: string[] | undefined;
  private length = 0;
  private name = '';
  /** A name behind data: of that event, or of the next one. */
  private lateName = '';
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
    if (line === '') this.end(events);
    else if (line.startsWith('data:')) {
      this.add(line.startsWith('data: ') ? line.slice(6) : line.slice(5), events);
    } else if (line.startsWith('event:')) {
      const name = line.slice(6).trim().toLowerCase();
      if (this.data === undefined) this.name = name;
      else this.lateName = name;
    }
    // Servers that break tell so without a field.
    else if (line.startsWith('{')) this.add(line, events);
    else this.oddLine(line, events);
  }

  /** A field with blanks around its name, or in capitals; or a value that goes on without a field. */
  private oddLine(line: string, events: string[]): void {
    const [, name, value = ''] = /^[ \t]*(data|event|id|retry|)[ \t]*:(.*)$/is.exec(line) ?? [];
    const field = name?.toLowerCase();
    if (field === 'data' || field === 'event') this.line(`${field}:${value}`, events);
    else if (field === undefined && this.data !== undefined && isBegun(this.data, this.length)) {
      this.data.push(line);
      this.length += line.length + 1;
      this.refuseOver(this.length);
    }
  }

  private add(data: string, events: string[]): void {
    if (this.data !== undefined && isNext(this.data.at(-1) ?? '', data)) {
      const name = this.lateName;
      this.lateName = '';
      this.end(events);
      this.name = name;
    }
    if (this.data === undefined) this.length = data.length;
    else this.length += data.length + 1;
    (this.data ??= []).push(data);
    this.refuseOver(this.length);
    if (isDoneEvent(data)) this.end(events);
  }

  private end(events: string[]): void {
    const data = this.data?.join('\n');
    const name = this.lateName || this.name;
    this.data = undefined;
    this.name = '';
    this.lateName = '';
    if (data === undefined || pings.has(name)) return;
    if (name === 'error') events.push(asError(data));
    else if (!isPing(data)) events.push(data);
  }
}

/** Whether the stream ends here. */
export function isDoneEvent(data: string): boolean {
  return data.length < 20 && data.trim().toUpperCase() === '[DONE]';
}

/** Whether a line holds an event of its own behind another line, since no JSON goes on like that. */
function isNext(before: string, data: string): boolean {
  if (isPing(before)) return true;
  return before.endsWith('}') && (data.startsWith('{') || isDoneEvent(data) || isPing(data));
}

/** What is longer is not read at each of its lines: it ends where the event does. */
const maxRereadLength = 8 * 1024;

/** Whether JSON began and did not end. */
function isBegun(lines: readonly string[], length: number): boolean {
  if (!/^\s*[[{]/.test(lines[0] ?? '')) return false;
  return length > maxRereadLength || !isJson(lines.join('\n'));
}

const pings: ReadonlySet<string> = new Set(['ping', 'heartbeat', 'keepalive', 'keep-alive']);

/** Some proxies say only in the data of an event that it is one, in marks as `[DONE]` is or without. */
function isPing(data: string): boolean {
  if (data.length > 20) return false;
  const [, word = ''] = /^\s*(?:\[|")?([a-z-]+)(?:\]|")?\s*$/i.exec(data) ?? [];
  return pings.has(word.toLowerCase());
}

/** Some servers say only in the name of the event that it is one. */
function asError(data: string): string {
  const said = parseJson(data) ?? data;
  const isOne = typeof said === 'object' && 'error' in said;
  return isOne ? data : JSON.stringify({ error: said });
}
