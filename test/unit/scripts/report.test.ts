import { describe, expect, it } from 'vitest';
import { ringReport, summary } from '../../../scripts/lib/report.mjs';

const passed = { title: 'works', state: 'passed' } as const;
const failed = { title: 'breaks', state: 'failed', error: 'because\nof this' } as const;
const skipped = { title: 'screen', state: 'skipped', error: 'no browser' } as const;

describe('the summary', () => {
  it.each([
    [[], '0 passed, 0 failed'],
    [[passed, passed, failed], '2 passed, 1 failed'],
    [[passed, skipped], '1 passed, 0 failed, 1 skipped'],
  ])('counts %j', (tests, expected) => {
    expect(summary(tests)).toBe(expected);
  });
});

describe('the report of a ring', () => {
  it('is one line where all is well', () => {
    expect(ringReport('unit', { tests: [passed], log: 'chatter' }, 1.26)).toBe(
      'unit             1 passed, 0 failed  (1.3 s)',
    );
  });

  it('says how many did not run, since nothing changed since they passed', () => {
    expect(ringReport('unit', { tests: [passed, passed], unchanged: 1 }, 1)).toBe(
      'unit             2 passed, 0 failed, 1 of them unchanged since they passed  (1.0 s)',
    );
  });

  it('names what failed and what was skipped, why, and the log', () => {
    const report = ringReport('host', { tests: [failed, skipped], log: 'the log\n' }, 1);
    expect(report.split('\n').slice(1)).toEqual([
      '  failed: breaks',
      '    because',
      '    of this',
      '  skipped: screen',
      '    no browser',
      '    the log',
    ]);
  });
});
