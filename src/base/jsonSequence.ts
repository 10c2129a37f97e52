const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d,
];

/** Space, tab, line feed, carriage return, comma and the brackets of a list. */
const between: ReadonlySet<number> = new Set([
  0x20,
  0x09,
  0x0a,
  0x0d,
  0x2c,
  openBracket,
  closeBracket,
]);

/**
 * Takes JSON objects apart that follow one another, in lines, in a list or by themselves, while their
 * text arrives: each is given as soon as it ends.
 */
export class JsonSequence {
  private pending = '';
  private depth = 0;
  private skipped = false;
  private place: 'outside' | 'value' | 'string' | 'escape' = 'outside';

  /** @param longest characters that one object may have */
  constructor(private readonly longest = Infinity) {}

  /** The texts of the objects that `text` completes. Throws a `RangeError` on an endless one. */
  push(text: string): string[] {
    const objects: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const before = this.place;
      this.step(text.charCodeAt(at));
      if (before === 'outside' && this.place === 'value') start = at;
      if (before !== 'value' || this.place !== 'outside') continue;
      objects.push(this.grown(text.slice(start, at + 1)));
      this.pending = '';
    }
    if (this.place !== 'outside') this.pending = this.grown(text.slice(start));
    return objects;
  }

  /** What began and did not end. */
  flush(): string[] {
    const { pending } = this;
    this.pending = '';
    this.place = 'outside';
    return pending === '' ? [] : [pending];
  }

  /** Whether more stood between the objects than what parts them. */
  get hasSkipped(): boolean {
    return this.skipped;
  }

  private grown(text: string): string {
    const object = this.pending + text;
    if (object.length <= this.longest) return object;
    throw new RangeError(`an answer of over ${this.longest} characters`);
  }

  private step(code: number): void {
    switch (this.place) {
      case 'outside':
        if (code === openBrace) {
          this.place = 'value';
          this.depth = 1;
        } else if (!between.has(code)) this.skipped = true;
        return;
      case 'value':
        if (code === quote) this.place = 'string';
        else if (code === openBrace || code === openBracket) this.depth++;
        else if (code === closeBrace || code === closeBracket) this.depth--;
        if (this.depth === 0) this.place = 'outside';
        return;
      case 'string':
        if (code === backslash) this.place = 'escape';
        else if (code === quote) this.place = 'value';
        return;
      case 'escape':
        this.place = 'string';
    }
  }
}
