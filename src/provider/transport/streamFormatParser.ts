import { JsonSequence } from '../../base/jsonSequence';
import { ProviderError } from '../errors';
import { SseParser } from './sse';
import { isWide } from './utf8';

export interface StreamFormatOptions {
  /** The type that it is labelled with. */
  readonly type: string;
  /** Characters that an answer may have which is one object. */
  readonly longest: number;
  readonly url: string;
  readonly status: number;
}

interface Parser {
  push(text: string): string[];
  flush(): string[];
}

/**
 * Takes a streamed answer apart by what it is, whatever type it is labelled with: events as they were
 * asked for, or JSON, one object for the whole answer or one for each piece of it.
 */
export class StreamFormatParser implements Parser {
  private parser: Parser | undefined;
  private beginning = '';

  constructor(private readonly options: StreamFormatOptions) {}

  /** What `text` completes. Throws what is neither, and a `RangeError` where something has no end. */
  push(text: string): string[] {
    if (this.parser) return this.parser.push(text);
    this.beginning = (this.beginning + text).trimStart();
    this.parser = this.choose();
    return this.parser ? this.parser.push(this.beginning) : [];
  }

  /** What the end completes. */
  flush(): string[] {
    if (this.parser) return this.parser.flush();
    if (this.isEventStream && this.beginning === '') return [];
    throw this.neither();
  }

  private choose(): Parser | undefined {
    const { beginning } = this;
    if (beginning === '') return undefined;
    if (isWide(beginning)) throw this.bad('the answer is not UTF-8');
    if (/^[[{]/.test(beginning)) return new JsonSequence(this.options.longest);
    if (this.isEventStream || field.test(beginning)) return new SseParser();
    if (isBegun(beginning)) return undefined;
    throw this.neither();
  }

  private neither(): ProviderError {
    return this.bad(`expected an event stream, got ${this.options.type || 'no type'}`);
  }

  private bad(message: string): ProviderError {
    const { url, status } = this.options;
    return new ProviderError('bad-response', message, { url, status });
  }

  private get isEventStream(): boolean {
    return this.options.type.toLowerCase().startsWith('text/event-stream');
  }
}

/** How a line of events can begin. */
const field = /^(?:data|event|id|retry|)[ \t]*:/i;
const names = ['data', 'event', 'id', 'retry'];

/** Whether more of the line may make a field of it. */
function isBegun(beginning: string): boolean {
  const name = beginning.trimEnd().toLowerCase();
  return beginning === beginning.trimEnd()
    ? names.some((each) => each.startsWith(name))
    : names.includes(name) && !beginning.includes('\n');
}
