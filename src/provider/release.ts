/** A release of vLLM: major, minor, patch. */
export type Release = readonly [number, number, number];

/** vLLM has counted from 0.6 for years: another number is somebody else's, a router's or a gateway's. */
const oldest: Release = [0, 6, 0];
const beyond: Release = [1, 0, 0];

/** Reads a release leniently: `0.11.1rc2.dev3+gabc` is 0.11.1. `undefined` where it is none. */
export function parseRelease(text: string | undefined): Release | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? '');
  if (!match) return undefined;
  const [major = 0, minor = 0, patch = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const release: Release = [major, minor, patch];
  return isAtLeast(release, oldest) && !isAtLeast(release, beyond) ? release : undefined;
}

export function isAtLeast(release: Release, other: Release): boolean {
  for (const [index, part] of other.entries()) {
    const own = release[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/** The release in an answer's `system_fingerprint`, `vllm-0.32.0-…` (filled 0.20 to 0.24, addendum 2.1). */
export function releaseInFingerprint(fingerprint: string | undefined): string | undefined {
  return /^vllm-(\d+\.\d+[^-]*)/.exec(fingerprint ?? '')?.[1];
}
