import { boundary } from './corpus';
import { contextDepth } from './contextOrder';
import type { SymbolSpace } from './symbolSpace';

/** How alike a place is to the one where the text is written. */
export class Comparison {
  /** Symbols before both places that are the same. */
  exact = 0;
  /** Symbols before both places that are the same once names and numbers are exchanged. */
  alike = 0;
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  constructor(private readonly space: SymbolSpace) {}

  /** Compares what stands before `position` in `symbols` with `context`, latest symbol first. */
  compare(symbols: Int32Array, position: number, context: readonly number[]): void {
    this.exact = 0;
    this.alike = 0;
    this.from.length = 0;
    this.to.length = 0;
    const limit = Math.min(contextDepth, context.length, position);
    let same = true;
    for (let back = 0; back < limit; back++) {
      const theirs = symbols[position - 1 - back] ?? boundary;
      const ours = context[back] ?? boundary;
      if (theirs !== ours && this.space.shape(theirs) !== this.space.shape(ours)) return;
      if (this.space.isExchangeable(theirs) && !this.pair(theirs, ours)) return;
      same &&= theirs === ours;
      if (same) this.exact++;
      this.alike++;
      if (theirs === boundary) return;
    }
  }

  /** What stands here for `symbol` there; `undefined` where the contexts do not tell. */
  exchanged(symbol: number): number | undefined {
    const index = this.from.indexOf(symbol);
    return index < 0 ? undefined : this.to[index];
  }

  /** Notes that `ours` stands for `theirs`; false where something else does already. */
  private pair(theirs: number, ours: number): boolean {
    const index = this.from.indexOf(theirs);
    if (index >= 0) return this.to[index] === ours;
    if (this.to.includes(ours)) return false;
    this.from.push(theirs);
    this.to.push(ours);
    return true;
  }
}

/** How far along a line the text after the gap is looked for. */
const reach = 40;

/** What of the text after the gap follows a place. */
export interface Joint {
  /** Symbols that are the same, from the first on. */
  readonly exact: number;
  /** Symbols that are the same or of one shape. */
  readonly alike: number;
  /** The text after the gap begins right at the place. */
  readonly here: number;
}

/**
 * Looks for `following`, the symbols after the gap, in the rest of the line at `position`: where a
 * line like it went on as the text after the gap does, the line tells more.
 */
export function findJoint(
  symbols: Int32Array,
  position: number,
  { following, space }: { readonly following: readonly number[]; readonly space: SymbolSpace },
): Joint {
  const first = following[0];
  let exact = 0;
  let alike = 0;
  let here = 0;
  for (let at = position; at < position + reach && at < symbols.length; at++) {
    const symbol = symbols[at] ?? boundary;
    if (symbol === first) {
      let same = 0;
      while (same < following.length && symbols[at + same] === following[same]) same++;
      let shaped = same;
      while (
        shaped < following.length &&
        space.shape(symbols[at + shaped] ?? boundary) === space.shape(following[shaped] ?? boundary)
      ) {
        shaped++;
      }
      if (at === position) here = shaped;
      exact = Math.max(exact, same);
      alike = Math.max(alike, shaped);
    }
    if (symbol === boundary || space.isLineBreak(symbol)) break;
  }
  return { exact, alike, here };
}
