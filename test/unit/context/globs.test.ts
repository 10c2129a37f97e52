/** A cloned folder brings globs of its own: following them is bounded, and giving up says so. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createExclusion } from '../../../src/context/exclude';
import { readGlobs } from '../../../src/context/globs';
import { StepBudget } from '../../../src/context/pathPattern';
import { memoryFolder } from '../../support/memoryFolder';

const givenUp = 'files.exclude is too large or too slow to follow';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What reading and following globs takes, in steps. */
function stepsOf(work: () => unknown): number {
  const spend = vi.spyOn(StepBudget.prototype, 'spend');
  work();
  return spend.mock.calls.reduce((total, [steps]) => total + steps, 0);
}

const numbered = (count: number, of: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => of(index));

const costly: readonly (readonly [string, readonly string[], string])[] = [
  [
    'of many stars and alternatives',
    numbered(10, (index) => `${'*a'.repeat(400)}${index}${'{c,d}'.repeat(8)}`),
    `${'a'.repeat(250)}/${'a'.repeat(250)}/x.ts`,
  ],
  ['of many levels', numbered(200, () => `${'**/a/'.repeat(190)}b`), `${'a/'.repeat(300)}x.ts`],
  ['of many alternatives', numbered(10_000, () => `${'{a,b}'.repeat(8)}{c}`), 'x.ts'],
  ['of many braces', numbered(10_000, () => `${'{a,b}'.repeat(8)}${'{c}'.repeat(300)}`), 'x.ts'],
  ['without end', numbered(100_000, (index) => `${'*a'.repeat(400)}${index}`), 'a'.repeat(250)],
  ['that is longer than any path', ['*a'.repeat(600)], 'x.ts'],
  ['that is a thousand', ['{a,b,c}'.repeat(8)], 'x.ts'],
];

describe('globs of files.exclude', () => {
  it.each(costly)('%s are given up, and leave the file out', async (_name, patterns, path) => {
    const exclusion = createExclusion(memoryFolder({ [path]: 'text' }), { patterns });
    let steps = 0;
    const spend = vi.spyOn(StepBudget.prototype, 'spend').mockImplementation(function (
      this: StepBudget,
      more: number,
    ) {
      steps += more;
      Object.assign(this, { spent: this.steps + more });
    });
    expect((await exclusion.isExcluded(path))?.reason).toBe(givenUp);
    expect(steps).toBeLessThan(10_000_000);
    spend.mockRestore();
  });

  it.each(costly)('%s take a bounded number of steps', (_name, patterns, path) => {
    expect(stepsOf(() => readGlobs(patterns)(path))).toBeLessThan(3_000_000);
  });

  it('are not tried again once one path took too long', () => {
    const judge = readGlobs(numbered(10, (index) => `${'*a'.repeat(400)}${index}{c,d}`));
    const long = numbered(400, () => 'a'.repeat(250)).join('');
    expect([judge('x.ts'), judge(long), judge('x.ts')]).toEqual([
      'none',
      'too costly',
      'too costly',
    ]);
    expect(stepsOf(() => judge(long))).toBe(0);
  });

  it('that are slow for each of many paths are given up after some', () => {
    const judge = readGlobs(numbered(5, (index) => `${'*a'.repeat(400)}${index}b`));
    const paths = numbered(1_000, (index) => `${'a'.repeat(240)}${index}`);
    const total = stepsOf(() => paths.map(judge));
    expect(judge('x.ts')).toBe('too costly');
    expect(total).toBeLessThan(30_000_000);
  });

  it('as people have them are followed for every file of a large folder', () => {
    const usual = ['**/.git', '**/.svn', '**/.hg', '**/.DS_Store', '**/Thumbs.db', '**/*.pyc'];
    const judge = readGlobs([
      ...usual,
      '**/__pycache__',
      '**/{dist,build,out}/**',
      '**/*.{map,min.js}',
    ]);
    const paths = numbered(
      20_000,
      (n) => `packages/name-${n % 100}/src/features/part/file-${n}.ts`,
    );
    expect(new Set(paths.map(judge))).toEqual(new Set(['none']));
    expect(judge('packages/a/src/a.map')).toEqual({ matched: '**/*.{map,min.js}' });
  });

  it('never take longer than their bound, whatever they are', () => {
    const piece = fc.constantFrom(
      '*',
      '**/',
      '{a,b}',
      '{a,',
      '}',
      '[a-c]',
      '[',
      '?',
      'a',
      '/',
      '{',
    );
    const glob = fc.array(piece, { maxLength: 300 }).map((pieces) => pieces.join(''));
    const path = fc
      .array(fc.constantFrom('a', 'b', '/'), { maxLength: 500 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.array(glob, { maxLength: 20 }), path, (globs, named) => {
        expect(stepsOf(() => readGlobs(globs)(named))).toBeLessThan(3_000_000);
        vi.restoreAllMocks();
      }),
      { numRuns: 50 },
    );
  });
});
