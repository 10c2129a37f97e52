import { boundary } from './corpus';
import { tokenEnd } from './lexer';
import { leadingBlanks } from './lineBreak';
import type { PromptText } from './promptText';
import type { SymbolSpace } from './symbolSpace';
import { indentationAfter } from './symbolSpace';

/** Where in a prompt a symbol stands. */
export type Region = 'prefix' | 'suffix' | 'other';

/** The ways to look up earlier places that resemble the one at hand. */
export type Lookup = 'pair' | 'symbol' | 'shape';

interface Chain {
  readonly heads: Int32Array;
  readonly previous: Int32Array;
}

/** The symbols of a prompt, and for each place the earlier ones with the same symbols before it. */
export class PromptIndex {
  /** Other texts, then the suffix, then the prefix less its last token. */
  readonly symbols: Int32Array;
  readonly suffixStart: number;
  readonly prefixStart: number;
  /** The last token of the prefix, which may be half of one; empty for an empty prefix. */
  readonly pending: string;
  /** The indentation of the line before `pending`. */
  readonly indentation: string;
  private readonly chains: Readonly<Record<Lookup, Chain>>;
  private readonly lastInPrefix = new Map<number, number>();
  private readonly others = new Map<number, Region>();

  constructor(
    text: PromptText,
    private readonly space: SymbolSpace,
  ) {
    const symbols: number[] = [];
    for (const other of text.others) this.read(other, '', symbols);
    this.suffixStart = symbols.length;
    const prefix: number[] = [];
    const { pending, indentation } = this.read(text.prefix, '', prefix);
    this.pending = pending;
    this.indentation = indentation;
    // Half a token is no symbol yet; the boundary that `read` closes a text with goes too.
    if (pending !== '') prefix.splice(-2);
    else prefix.splice(-1);
    const around = indentationAfter(pending, indentation);
    if (text.suffix !== undefined) this.read(text.suffix, around, symbols);
    this.prefixStart = symbols.length;
    this.symbols = Int32Array.from([...symbols, ...prefix]);
    this.chains = this.link();
    this.note();
  }

  regionOf(position: number): Region {
    if (position >= this.prefixStart) return 'prefix';
    return position >= this.suffixStart ? 'suffix' : 'other';
  }

  /** How many symbols lie between `position` and the gap. */
  distance(position: number): number {
    return position >= this.prefixStart
      ? this.symbols.length - position
      : Math.max(0, position - this.suffixStart);
  }

  /** The place of the last `symbol` in the prefix, -1 where there is none. */
  lastSeen(symbol: number): number {
    return this.lastInPrefix.get(symbol) ?? -1;
  }

  /** Where else than in the prefix `symbol` stands, the suffix before other texts. */
  seenElsewhere(symbol: number): Region | undefined {
    return this.others.get(symbol);
  }

  /** Every symbol of the prompt, once. */
  *distinct(): Generator<number> {
    yield* this.lastInPrefix.keys();
    for (const symbol of this.others.keys()) {
      if (!this.lastInPrefix.has(symbol)) yield symbol;
    }
  }

  /**
   * Calls `visit` with the places, latest first, whose symbols before them are alike those in
   * `context` (latest first); some that only share a hash are among them. Visits at most `limit`.
   */
  similar(
    lookup: Lookup,
    context: readonly number[],
    limit: number,
    visit: (position: number) => void,
  ): void {
    const chain = this.chains[lookup];
    let position =
      chain.heads[this.hash(lookup, context[0], context[1]) % chain.heads.length] ?? -1;
    for (let count = 0; position >= 0 && count < limit; count++) {
      visit(position);
      position = chain.previous[position] ?? -1;
    }
  }

  private read(
    text: string,
    indentationBefore: string,
    into: number[],
  ): { readonly pending: string; readonly indentation: string } {
    into.push(boundary);
    let indentation = leadingBlanks(text) || indentationBefore;
    let before = indentation;
    let token = '';
    for (let at = 0; at < text.length;) {
      const end = tokenEnd(text, at);
      token = text.slice(at, end);
      before = indentation;
      into.push(this.space.symbolOf(token, before));
      indentation = indentationAfter(token, before);
      at = end;
    }
    into.push(boundary);
    return { pending: token, indentation: before };
  }

  private hash(lookup: Lookup, last = boundary, secondLast = boundary): number {
    switch (lookup) {
      case 'pair':
        return (Math.imul(last, 0x9e3779b1) ^ Math.imul(secondLast, 0x85ebca6b)) >>> 0;
      case 'symbol':
        return last;
      case 'shape':
        return this.space.shape(last);
    }
  }

  private link(): Readonly<Record<Lookup, Chain>> {
    const chain = (lookup: Lookup): Chain => {
      const heads = new Int32Array(Math.max(1, this.symbols.length * 2)).fill(-1);
      const previous = new Int32Array(this.symbols.length).fill(-1);
      for (let position = 1; position < this.symbols.length; position++) {
        const [before, last] = [this.symbols[position - 2], this.symbols[position - 1]];
        const slot = this.hash(lookup, last, before) % heads.length;
        previous[position] = heads[slot] ?? -1;
        heads[slot] = position;
      }
      return { heads, previous };
    };
    return { pair: chain('pair'), symbol: chain('symbol'), shape: chain('shape') };
  }

  private note(): void {
    for (const [position, symbol] of this.symbols.entries()) {
      const region = this.regionOf(position);
      if (region === 'prefix') this.lastInPrefix.set(symbol, position);
      else this.others.set(symbol, region);
    }
  }
}
