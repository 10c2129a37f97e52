import { boundary } from './corpus';
import { contextDepth } from './contextOrder';
import type { SymbolSpace } from './symbolSpace';

/** How alike a place is to the one where the text is written. */
export class Comparison {
  /** Symbols before both places that are the same. */
  exact = 0;
  /** Symbols before both places that are the same once names and numbers are exchanged. */
  alike = 0;
  private readonly from = new Int32Array(contextDepth);
  private readonly to = new Int32Array(contextDepth);
  private pairs = 0;

  constructor(private readonly space: SymbolSpace) {}

  /** Compares what stands before `position` in `symbols` with `context`, latest symbol first. */
  compare(symbols: Int32Array, position: number, context: readonly number[]): void {
    this.exact = 0;
    this.alike = 0;
    this.pairs = 0;
    const { space } = this;
    const limit = Math.min(contextDepth, context.length, position);
    for (let back = 0; back < limit; back++) {
      const theirs = symbols[position - 1 - back] ?? boundary;
      const ours = context[back] ?? boundary;
      if (theirs !== ours && space.shape(theirs) !== space.shape(ours)) return;
      if (space.isExchangeable(theirs) && !this.pair(theirs, ours)) return;
      if (theirs === ours && this.exact === back) this.exact++;
      this.alike++;
      if (theirs === boundary) return;
    }
  }

  /** What stands here for `symbol` there; `undefined` where the contexts do not tell. */
  exchanged(symbol: number): number | undefined {
    for (let index = 0; index < this.pairs; index++) {
      if (this.from[index] === symbol) return this.to[index];
    }
    return undefined;
  }

  /** Notes that `ours` stands for `theirs`; false where something else does already. */
  private pair(theirs: number, ours: number): boolean {
    for (let index = 0; index < this.pairs; index++) {
      if (this.from[index] === theirs) return this.to[index] === ours;
      if (this.to[index] === ours) return false;
    }
    this.from[this.pairs] = theirs;
    this.to[this.pairs] = ours;
    this.pairs++;
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
  following: readonly number[],
  space: SymbolSpace,
): Joint {
  const [first] = following;
  if (first === undefined) return noJoint;
  let exact = 0;
  let alike = 0;
  let here = 0;
  const end = Math.min(position + reach, symbols.length);
  for (let at = position; at < end; at++) {
    const symbol = symbols[at] ?? boundary;
    if (symbol === first) {
      let same = 1;
      while (same < following.length && symbols[at + same] === following[same]) same++;
      let shaped = same;
      while (shaped < following.length && alikeAt(shaped, at)) shaped++;
      if (at === position) here = shaped;
      exact = Math.max(exact, same);
      alike = Math.max(alike, shaped);
    }
    if (symbol === boundary || space.isLineBreak(symbol)) break;
  }
  return alike === 0 ? noJoint : { exact, alike, here };

  function alikeAt(offset: number, at: number): boolean {
    const theirs = symbols[at + offset] ?? boundary;
    return space.shape(theirs) === space.shape(following[offset] ?? boundary);
  }
}

const noJoint: Joint = { exact: 0, alike: 0, here: 0 };
