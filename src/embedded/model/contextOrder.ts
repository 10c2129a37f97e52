/** Contexts are told apart up to this many symbols. */
export const contextDepth = 32;

/**
 * The positions of `symbols` sorted by what stands to their left: first by the symbol before them,
 * then by the one before that, up to `contextDepth`. (A suffix array of the reversed text, by
 * prefix doubling with counting sorts.) Symbols are in [0, `alphabet`).
 */
export function orderByContext(symbols: Int32Array, alphabet: number): Int32Array {
  const { length } = symbols;
  // Four arrays take turns: new ones for every pass would leave some hundred megabytes of garbage.
  const order = new Int32Array(length);
  const spareOrder = new Int32Array(length);
  let rank = new Int32Array(length);
  let spareRank = new Int32Array(length);
  const starts = new Int32Array(Math.max(alphabet, length) + 1);

  rank.set(symbols.subarray(0, Math.max(0, length - 1)), 1);
  for (let position = 0; position < length; position++) spareOrder[position] = position;
  sortByRank({ positions: spareOrder, rank, starts, into: order });
  let count = rerank({ order, rank, distance: 0, into: spareRank });
  [rank, spareRank] = [spareRank, rank];
  for (let depth = 1; depth < contextDepth && count < length; depth *= 2) {
    shift(order, depth, spareOrder);
    sortByRank({ positions: spareOrder, rank, starts, into: order });
    count = rerank({ order, rank, distance: depth, into: spareRank });
    [rank, spareRank] = [spareRank, rank];
  }
  return order;
}

/** Writes `into` the positions in the order of what stands `distance` before them. */
function shift(order: Int32Array, distance: number, into: Int32Array): void {
  const { length } = order;
  let filled = 0;
  for (let position = 0; position < distance && position < length; position++) {
    into[filled++] = position;
  }
  for (let index = 0; index < length; index++) {
    const position = (order[index] ?? 0) + distance;
    if (position < length) into[filled++] = position;
  }
}

interface Sorting {
  readonly positions: Int32Array;
  readonly rank: Int32Array;
  /** Room for one more number than there are ranks. */
  readonly starts: Int32Array;
  readonly into: Int32Array;
}

/** A stable counting sort of `positions` by their rank. */
function sortByRank({ positions, rank, starts, into }: Sorting): void {
  const { length } = positions;
  starts.fill(0);
  for (let index = 0; index < length; index++) {
    const next = (rank[index] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let value = 1; value < starts.length; value++) {
    starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
  }
  for (let index = 0; index < length; index++) {
    const position = positions[index] ?? 0;
    const value = rank[position] ?? 0;
    const target = starts[value] ?? 0;
    into[target] = position;
    starts[value] = target + 1;
  }
}

interface Ranking {
  readonly order: Int32Array;
  readonly rank: Int32Array;
  readonly distance: number;
  readonly into: Int32Array;
}

/**
 * Writes `into` new ranks for pairs of old ones, a position's own and that of what stands
 * `distance` before it, and tells how many there are.
 */
function rerank({ order, rank, distance, into }: Ranking): number {
  let count = 0;
  let previousRank = -1;
  let previousBefore = -1;
  for (let index = 0; index < order.length; index++) {
    const position = order[index] ?? 0;
    const own = rank[position] ?? 0;
    const before = position < distance ? -1 : (rank[position - distance] ?? 0);
    if (index === 0 || own !== previousRank || before !== previousBefore) count++;
    into[position] = count - 1;
    previousRank = own;
    previousBefore = before;
  }
  return count;
}
