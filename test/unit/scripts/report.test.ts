import { describe, expect, it } from 'vitest';
import {
  ending,
  endingOf,
  readFailures,
  ringReport,
  summary,
} from '../../../scripts/lib/report.mjs';

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

describe('the end of a command', () => {
  it('is the counts alone where nothing failed', () => {
    expect(endingOf([passed, skipped])).toBe('1 passed, 0 failed, 1 skipped');
    expect(readFailures('chatter\n1 passed, 0 failed')).toBe('');
  });

  it('tells once more what failed, so that it can be read where the log was cut', () => {
    const told = endingOf([passed, failed, { title: 'silent', state: 'failed' }]);
    expect(told.split('\n')).toEqual([
      'Failed tests:',
      '  breaks',
      '    because',
      '    of this',
      '  silent',
      '1 passed, 2 failed',
    ]);
    expect(ending(readFailures(`ring\n${told}\n`), '1 passed, 2 failed')).toBe(told);
  });

  it('cuts an error short', () => {
    const error = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
    expect(endingOf([{ ...failed, error }]).split('\n')).toHaveLength(15);
  });
});
