/** Sorted, disjoint ranges of code points, both ends included. */
export type CharacterSet = readonly (readonly [first: number, last: number])[];

export const lastCodePoint = 0x10ffff;
const surrogates: CharacterSet = [[0xd800, 0xdfff]];

export function characterSet(ranges: CharacterSet): CharacterSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) {
      previous[1] = Math.max(previous[1], last);
    } else if (first <= last) {
      merged.push([first, last]);
    }
  }
  return merged;
}

/** Every code point that is not in `set` and can be written, which NUL and surrogates cannot. */
export function complement(set: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 1;
  for (const [first, last] of characterSet([...set, ...surrogates])) {
    if (first > next) gaps.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= lastCodePoint) gaps.push([next, lastCodePoint]);
  return gaps;
}

export function union(...sets: readonly CharacterSet[]): CharacterSet {
  return characterSet(sets.flat());
}

export function intersection(one: CharacterSet, other: CharacterSet): CharacterSet {
  return complement(union(complement(one), complement(other)));
}

export function difference(set: CharacterSet, removed: CharacterSet): CharacterSet {
  return intersection(set, complement(removed));
}

/** The characters of a text, as a set. */
export function charactersOf(text: string): CharacterSet {
  return characterSet(
    Array.from(text, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return [code, code] as const;
    }),
  );
}

export function contains(set: CharacterSet, code: number): boolean {
  return set.some(([first, last]) => code >= first && code <= last);
}

export const anyCharacter: CharacterSet = complement([]);
