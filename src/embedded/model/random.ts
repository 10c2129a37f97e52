/** Draws numbers in [0, 1). */
export type Random = () => number;

/** The mulberry32 generator: 32 bits of state are plenty for drawing tokens. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A seed nobody chose. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 4294967296);
}
