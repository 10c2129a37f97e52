import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsOfCommand,
  printCounts,
  readCounts,
  sumCounts,
} from '../../../scripts/lib/counts.mjs';

const number = fc.nat(100_000);
const counts = fc.record({ passed: number, failed: number, skipped: number });

describe('counts of tests', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(counts, (written) => {
        expect(readCounts(printCounts(written))).toEqual(written);
      }),
    );
  });

  it('lose no test when they are summed', () => {
    const total = (each: { passed: number; failed: number; skipped: number }): number =>
      each.passed + each.failed + each.skipped;
    fc.assert(
      fc.property(fc.array(counts), (all) => {
        expect(total(sumCounts(all))).toBe(all.map(total).reduce((a, b) => a + b, 0));
      }),
    );
  });

  it.each(['', '3 passed', 'all 3 passed, 1 failed', '3 passed, 1 failed, many skipped'])(
    'are not seen in “%s”',
    (line) => {
      expect(readCounts(line)).toBeUndefined();
    },
  );
});

describe('the counts of a command', () => {
  it.each([
    ['in its last line', 'unit 9 passed, 9 failed\n3 passed, 1 failed, 2 skipped\n', 1, [3, 1, 2]],
    ['of one that succeeds', 'chatter\n3 passed, 0 failed\n', 0, [3, 0, 0]],
    ['of one that says nothing', 'no ring is called x\n', 2, [0, 1, 0]],
    ['of one that succeeds without a count', '', 0, [0, 1, 0]],
    ['of one that tells no failure and fails', '3 passed, 0 failed\n', 1, [3, 1, 0]],
  ] as const)('are those %s', (_, output, code, [passed, failed, skipped]) => {
    expect(countsOfCommand(output, code)).toEqual({ passed, failed, skipped });
  });
});
