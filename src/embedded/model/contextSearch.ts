/** An index of places sorted by what stands before them. */
export interface SortedContexts {
  /** The place at a rank. */
  readonly order: Int32Array;
  /** The symbol, or the shape of it, at a position; 0 before the first. */
  readonly at: (position: number) => number;
}

export interface SearchLimits {
  /** Places to visit in all. */
  readonly total: number;
  /** Places to visit among those that share equally much of the context. */
  readonly level: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Visits places whose left context is alike `context` (latest first), those that share the longest
 * part of it first. Where more share the same part than the limits allow, a spread of them is
 * visited, each standing for `share` places.
 */
export function visitContexts(
  contexts: SortedContexts,
  context: readonly number[],
  limits: SearchLimits,
  visit: (position: number, share: number) => void,
): void {
  const ranges = narrowing(contexts, context);
  let left = limits.total;
  let inner: Range | undefined;
  for (let depth = ranges.length - 1; depth >= 0 && left > 0; depth--) {
    const range = ranges[depth];
    if (range === undefined) return;
    const { from, to } = range;
    const hole = inner ?? { from: to, to };
    const count = hole.from - from + (to - hole.to);
    if (count > 0) {
      const taken = Math.min(count, limits.level, left);
      for (let index = 0; index < taken; index++) {
        const offset = from + Math.floor((index * count) / taken);
        const rank = offset < hole.from ? offset : offset + hole.to - hole.from;
        visit(contexts.order[rank] ?? 0, count / taken);
      }
      left -= taken;
    }
    inner = range;
  }
}

/** For each length of context, from one symbol on, the ranks that share it; ends with the last. */
function narrowing({ order, at }: SortedContexts, context: readonly number[]): readonly Range[] {
  const ranges: Range[] = [];
  let from = 0;
  let to = order.length;
  for (const [depth, symbol] of context.entries()) {
    const symbolAt = (rank: number): number => at((order[rank] ?? 0) - 1 - depth);
    const start = firstWhere(from, to, (rank) => symbolAt(rank) >= symbol);
    const end = firstWhere(start, to, (rank) => symbolAt(rank) > symbol);
    if (start === end) break;
    ranges.push({ from: start, to: end });
    from = start;
    to = end;
  }
  return ranges;
}

/** The first rank in a range for which `holds`, which never turns false again; else `to`. */
function firstWhere(from: number, to: number, holds: (rank: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
