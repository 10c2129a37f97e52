/** A change of a document: `removed` UTF-16 units at `offset` gave way to `inserted` ones. */
export interface Change {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: number;
}

/** Where text that awaits a decision stands; `end` is exclusive. */
export interface PendingRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range after somebody else's change: moved by what happened in front of it, untouched by what
 * happened behind it, and `undefined` once the change reached into it.
 */
export function rangeAfterChange(range: PendingRange, change: Change): PendingRange | undefined {
  const changeEnd = change.offset + change.removed;
  if (change.offset >= range.end && (change.removed > 0 || change.offset > range.start))
    return range;
  if (changeEnd <= range.start) {
    const shift = change.inserted - change.removed;
    return { start: range.start + shift, end: range.end + shift };
  }
  return undefined;
}
