import { lowerCaseAscii, redactionMark } from './redaction';
import { plainEncodingsOf } from './keyEncodings';

/** Leaves whole keys out of a text that comes in pieces: however it is cut, the same is left. */
export interface KeyFilter {
  /** What can be told with one more piece. An end that may be the beginning of a key waits. */
  push(piece: string): string;
  /** What waits of a few characters, told at once since something else is told in between. */
  pause(): string;
  /** What waits when no more comes. */
  end(): string;
  /** Keys that were left out so far. */
  readonly count: number;
}

/** Shorter keys are words that stand in any text. */
const shortest = 8;

/** Characters at the beginning of a key that give nothing away. */
const harmless = 4;

/** What makes filters for these keys; `undefined` where none is long enough to be looked for. */
export function createApiKeyFilters(keys: readonly string[]): (() => KeyFilter) | undefined {
  const long = keys.map((key) => key.trim()).filter(({ length }) => length >= shortest);
  const spellings = [...new Set(long.flatMap(plainEncodingsOf).map(lowerCaseAscii))];
  const byStart = new Map<string, readonly string[]>();
  // The longest first: where one spelling begins another, the whole is meant.
  for (const spelling of spellings.toSorted((one, other) => other.length - one.length)) {
    const start = spelling.charAt(0);
    byStart.set(start, [...(byStart.get(start) ?? []), spelling]);
  }
  return spellings.length === 0 ? undefined : () => new Filter(byStart);
}

/** The whole text without keys. */
export function removeApiKeys(filter: KeyFilter, text: string): string {
  return filter.push(text) + filter.end();
}

class Filter implements KeyFilter {
  count = 0;
  private waiting = '';
  /** Characters of what waits that were told all the same. */
  private told = 0;

  constructor(private readonly byStart: ReadonlyMap<string, readonly string[]>) {}

  push(piece: string): string {
    return this.tell(piece, 'more');
  }

  pause(): string {
    if (this.waiting.length > harmless) return '';
    const left = this.waiting.slice(this.told);
    this.told = this.waiting.length;
    return left;
  }

  end(): string {
    return this.tell('', 'nothing');
  }

  private tell(piece: string, coming: 'more' | 'nothing'): string {
    const text = this.waiting + piece;
    const plain = lowerCaseAscii(text);
    let left = '';
    let [start, at] = [this.told, 0];
    while (at < text.length) {
      const spellings = this.byStart.get(plain.charAt(at)) ?? [];
      if (coming === 'more' && spellings.some((each) => mayBegin(each, plain, at))) break;
      const found = spellings.find((each) => plain.startsWith(each, at));
      if (found === undefined) at++;
      else {
        left += text.slice(start, at) + redactionMark;
        at += found.length;
        start = at;
        this.count++;
      }
    }
    this.waiting = text.slice(at);
    this.told = Math.max(0, start - at);
    return left + text.slice(start, at);
  }
}

/** Whether more may make of the end of `text` what it begins. */
function mayBegin(spelling: string, text: string, at: number): boolean {
  return text.length - at < spelling.length && spelling.startsWith(text.slice(at));
}
