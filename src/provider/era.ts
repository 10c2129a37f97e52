/**
 * Which words a vLLM server understands for constraints: `guided_*` until 0.10, `structured_outputs`
 * from 0.11 (seen: 0.10.2 ignores the new field, 0.16.0 the old ones).
 */
export type Era = 'guided' | 'structured-outputs' | 'unknown';

/** Reads a release leniently: `0.11.1rc2.dev3+gabc` is 0.11; what cannot be read is unknown. */
export function eraOf(version: string | undefined): Era {
  const match = /^v?(\d+)\.(\d+)/.exec(version ?? '');
  if (!match) return 'unknown';
  const [major = 0, minor = 0] = match.slice(1).map(Number);
  return major > 0 || minor >= 11 ? 'structured-outputs' : 'guided';
}
