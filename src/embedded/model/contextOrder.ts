/** Contexts are told apart up to this many symbols. */
export const contextDepth = 32;

/**
 * The positions of `symbols` sorted by what stands to their left: first by the symbol before them,
 * then by the one before that, up to `contextDepth`. (A suffix array of the reversed text, by
 * prefix doubling with counting sorts.) Symbols are in [0, `alphabet`).
 */
export function orderByContext(symbols: Int32Array, alphabet: number): Int32Array {
  const length = symbols.length;
  let rank: Int32Array = new Int32Array(length);
  rank.set(symbols.subarray(0, Math.max(0, length - 1)), 1);
  let order = sortByRank(
    Int32Array.from({ length }, (_, index) => index),
    rank,
    alphabet,
  );
  let ranks = rerank(order, rank, 0);
  for (let depth = 1; depth < contextDepth && ranks.count < length; depth *= 2) {
    rank = ranks.rank;
    order = sortByRank(shifted(order, depth), rank, ranks.count);
    ranks = rerank(order, rank, depth);
  }
  return order;
}

/** The positions in the order of what stands `distance` before them. */
function shifted(order: Int32Array, distance: number): Int32Array {
  const result = new Int32Array(order.length);
  let filled = 0;
  for (let position = 0; position < distance && position < order.length; position++) {
    result[filled++] = position;
  }
  for (const position of order) {
    if (position + distance < order.length) result[filled++] = position + distance;
  }
  return result;
}

/** A stable counting sort of `positions` by their rank. */
function sortByRank(positions: Int32Array, rank: Int32Array, ranks: number): Int32Array {
  const starts = new Int32Array(ranks + 1);
  for (const value of rank) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let value = 0; value < ranks; value++) {
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  }
  const sorted = new Int32Array(positions.length);
  for (const position of positions) {
    const value = rank[position] ?? 0;
    const target = starts[value] ?? 0;
    sorted[target] = position;
    starts[value] = target + 1;
  }
  return sorted;
}

/** New ranks for pairs of old ones: a position's own and that of what stands `distance` before. */
function rerank(
  order: Int32Array,
  rank: Int32Array,
  distance: number,
): { readonly rank: Int32Array; readonly count: number } {
  const result = new Int32Array(order.length);
  let count = 0;
  let previous = -1;
  for (const position of order) {
    const differs =
      previous < 0 ||
      rank[position] !== rank[previous] ||
      (rank[position - distance] ?? -1) !== (rank[previous - distance] ?? -1);
    if (differs) count++;
    result[position] = count - 1;
    previous = position;
  }
  return { rank: result, count };
}
