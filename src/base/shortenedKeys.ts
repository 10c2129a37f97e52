export type OffsetRange = readonly [from: number, to: number];

/** Characters at either end by which a shortened key is known. */
const shortestEnd = 4;

/** What stands for the middle of a key that somebody shortened. */
const gap = /\s?(?:\.{2,}|[*•…·⋯‥●∙#~]+|[x_-]{3,}|[[(<{](?:\.{2,}|…|[\w ]{1,20})[\])>}])\s?/g;

/** Finds `sk-ab…wxyz`: both ends of a key with dots, stars or an ellipsis between them. */
export class ShortenedKeys {
  private readonly keys = new Set<string>();

  /** In lower case. */
  learn(key: string): void {
    this.keys.add(key);
  }

  /** In a text in lower case. */
  find(text: string): readonly OffsetRange[] {
    if (this.keys.size === 0) return [];
    return [...text.matchAll(gap)].flatMap(({ 0: between, index }) => {
      const behind = index + between.length;
      const ranges = [...this.keys].map((key) => ends(key, text, [index, behind]));
      return ranges.filter((range) => range !== undefined);
    });
  }
}

function ends(key: string, text: string, [at, behind]: OffsetRange): OffsetRange | undefined {
  const before = longest(Math.min(key.length, at), (length) =>
    key.startsWith(text.slice(at - length, at)),
  );
  if (before === 0) return undefined;
  const after = longest(Math.min(key.length, text.length - behind), (length) =>
    key.endsWith(text.slice(behind, behind + length)),
  );
  return after === 0 ? undefined : [at - before, behind + after];
}

/** The greatest length of an end that is a key's own; 0 where there is none to speak of. */
function longest(most: number, holds: (length: number) => boolean): number {
  for (let length = most; length >= shortestEnd; length--) if (holds(length)) return length;
  return 0;
}
