/** What becomes of a text's lines; a line that is altered counts as removed and added. */
export interface LineDiffSummary {
  readonly added: number;
  readonly removed: number;
  /** The lines, blank ones apart, that the old text does not have in the place that changed. */
  readonly fresh: readonly string[];
}

/** Compares two texts line by line; takes time in proportion to the product of what differs. */
export function lineChanges(before: string, after: string): LineDiffSummary {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end))
    end++;
  const changed = now.slice(start, now.length - end);
  const gone = old.slice(start, old.length - end);
  const kept = commonLength(gone, changed);
  const known = new Set(gone);
  return {
    added: changed.length - kept,
    removed: gone.length - kept,
    fresh: changed.filter((line) => line.trim() !== '' && !known.has(line)),
  };
}

/** Length of the longest common subsequence. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [index, other] of b.entries()) {
      const longer = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(line === other ? (row[index] ?? 0) + 1 : longer);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
