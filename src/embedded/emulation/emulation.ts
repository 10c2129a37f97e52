import type { Frontend, QuirkRow } from './quirkRow';
import { quirkTable, type QuirkName } from './quirks';
import { compareReleases, newestRelease, readRelease, type Release } from './release';

/** Whom the engine takes after. The rest of the engine asks it by name and compares no versions. */
export interface Emulation {
  has(quirk: QuirkName): boolean;
  /** What `/version` tells. */
  readonly version: string;
  /** What answers carry as `system_fingerprint`. */
  readonly fingerprint: string;
}

/** What production-stack's router says of itself, which is no version of vLLM. */
const routerVersion = '0.1.10';

/** The engine as it is when nobody asks for anything else: the newest dialect, in its own name. */
export const plainEngine: Emulation = {
  has: (quirk) => {
    const row: QuirkRow = quirkTable[quirk];
    return row.plain ?? holds(row, { frontend: 'python', release: readRelease(newestRelease) });
  },
  version: newestRelease,
  fingerprint: `trellis-embedded-${newestRelease}`,
};

/** Reads what `--emulate` names: a version, `rust` or `router`; nothing is the plain engine. */
export function readEmulation(name: string | undefined): Emulation {
  if (name === undefined) return plainEngine;
  const frontend = name === 'rust' || name === 'router' ? name : 'python';
  const version = frontend === 'python' ? name : newestRelease;
  const place = { frontend, release: readRelease(version) } as const;
  return {
    has: (quirk) => holds(quirkTable[quirk], place),
    version: frontend === 'router' ? routerVersion : version,
    fingerprint: `vllm-${version}-embedded`,
  };
}

function holds(
  { since, until, frontend }: QuirkRow,
  place: { readonly frontend: Frontend; readonly release: Release },
): boolean {
  if (frontend !== undefined && frontend !== place.frontend) return false;
  if (since !== undefined && compareReleases(place.release, readRelease(since)) < 0) return false;
  return until === undefined || compareReleases(place.release, readRelease(until)) < 0;
}
