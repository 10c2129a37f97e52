/** A release is read leniently, and every quirk holds in one stretch of releases. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainEngine, readEmulation } from '../../../../src/embedded/emulation/emulation';
import { quirkTable, type QuirkName } from '../../../../src/embedded/emulation/quirks';
import type { QuirkRow } from '../../../../src/embedded/emulation/quirkRow';
import { compareReleases, readRelease } from '../../../../src/embedded/emulation/release';

const rows = Object.entries(quirkTable) as [QuirkName, QuirkRow][];
const releases = fc.tuple(fc.constant(0), fc.integer({ min: 6, max: 33 }), fc.nat(3));

describe('a release', () => {
  it.each([
    ['0.11.1rc2.dev3+g1', [0, 11, 1]],
    ['v0.6.2', [0, 6, 2]],
    ['0.20', [0, 20, 0]],
    ['dev', [0, 32, 0]],
    ['', [0, 32, 0]],
  ])('%j is %j', (text, release) => {
    expect(readRelease(text)).toEqual(release);
  });

  it('is read back from how it is written, whatever follows it', () => {
    fc.assert(
      fc.property(releases, fc.constantFrom('', 'rc1', '.dev3+gabc', '+cpu'), (release, rest) => {
        expect(readRelease(release.join('.') + rest)).toEqual(release);
      }),
    );
  });
});

describe('the table of quirks', () => {
  it.each(rows)('dates %s by releases, the first before the last', (_name, row) => {
    for (const date of [row.since, row.until]) {
      if (date !== undefined) expect(readRelease(date).join('.')).toBe(date);
    }
    const { since = '0.0.0', until = '99.0.0' } = row;
    expect(compareReleases(readRelease(since), readRelease(until))).toBeLessThan(0);
    expect(row.source).not.toBe('');
  });

  it('holds from its first release until the one that does it no more', () => {
    fc.assert(
      fc.property(releases, fc.constantFrom(...rows), (release, [name, row]) => {
        const held = readEmulation(release.join('.')).has(name);
        const begun =
          row.since === undefined || compareReleases(release, readRelease(row.since)) >= 0;
        const over =
          row.until !== undefined && compareReleases(release, readRelease(row.until)) >= 0;
        const python = (row.frontend ?? 'python') === 'python';
        expect(held).toBe(begun && !over && python);
      }),
    );
  });

  it('makes the plain engine the newest release but for the rows that say otherwise', () => {
    const newest = readEmulation('0.32.0');
    const other = rows.filter(([name]) => plainEngine.has(name) !== newest.has(name));
    expect(other.map(([name]) => name).sort()).toEqual(
      rows
        .filter(([, { plain }]) => plain !== undefined)
        .map(([name]) => name)
        .sort(),
    );
  });
});
