import { assertNever } from '../../base/assertNever';
import type { Frontend, QuirkRow } from './quirkRow';
import { quirkTable, type QuirkName } from './quirks';
import {
  compareReleases,
  newestRelease,
  oldestRelease,
  readRelease,
  type Release,
} from './release';

/** Whom the engine takes after. The rest of the engine asks it by name and compares no versions. */
export interface Emulation {
  has(quirk: QuirkName): boolean;
  /** For a person: whom the engine takes after. */
  readonly title: string;
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
  title: `vLLM ${newestRelease}`,
  version: newestRelease,
  fingerprint: `trellis-embedded-${newestRelease}`,
};

/** A release as vLLM writes it: three numbers, and what is no final release (`rc2.dev3+g1`) after them. */
const releaseName = /^\d{1,4}\.\d{1,4}\.\d{1,4}(?:[a-z.+-][\w.+-]*)?$/i;

/** Whether `--emulate` may name it: `rust`, `router`, or a release from the oldest on that is known. */
export function canEmulate(name: string): boolean {
  if (name === 'rust' || name === 'router') return true;
  return (
    releaseName.test(name) && compareReleases(readRelease(name), readRelease(oldestRelease)) >= 0
  );
}

/** Reads what `--emulate` names: a version, `rust` or `router`; nothing is the plain engine. */
export function readEmulation(name: string | undefined): Emulation {
  if (name === undefined) return plainEngine;
  const frontend = name === 'rust' || name === 'router' ? name : 'python';
  const version = frontend === 'python' ? name : newestRelease;
  const place = { frontend, release: readRelease(version) } as const;
  return {
    has: (quirk) => holds(quirkTable[quirk], place),
    title: titleOf(frontend, version),
    version: frontend === 'router' ? routerVersion : version,
    fingerprint: `vllm-${version}-embedded`,
  };
}

function titleOf(frontend: Frontend, version: string): string {
  switch (frontend) {
    case 'python':
      return `vLLM ${version}`;
    case 'rust':
      return `vLLM ${version} behind its frontend in Rust`;
    case 'router':
      return `vLLM ${version} behind the router of production-stack`;
    default:
      return assertNever(frontend);
  }
}

function holds(
  { since, until, frontend }: QuirkRow,
  place: { readonly frontend: Frontend; readonly release: Release },
): boolean {
  if (frontend !== undefined && frontend !== place.frontend) return false;
  if (since !== undefined && compareReleases(place.release, readRelease(since)) < 0) return false;
  return until === undefined || compareReleases(place.release, readRelease(until)) < 0;
}
