/** A release of vLLM: major, minor and patch. */
export type Release = readonly [major: number, minor: number, patch: number];

/** The newest release that was read or run; what nobody knows is taken for this one. */
export const newestRelease = '0.32.0';

/** The oldest release whose manners are told in the table of quirks. */
export const oldestRelease = '0.6.2';

/**
 * Reads a version leniently: `0.11.1rc2.dev3+g1`, `v0.11.1` and `0.11.1` are the same, `0.11` is
 * 0.11.0, and what names no release is the newest.
 */
export function readRelease(text: string): Release {
  const found = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?/.exec(text.trim());
  if (found === null) return readRelease(newestRelease);
  return [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
}

/** Negative where `a` came out before `b`, 0 where they are the same. */
export function compareReleases(a: Release, b: Release): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
