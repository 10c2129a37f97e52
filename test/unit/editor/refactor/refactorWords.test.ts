import { describe, expect, it } from 'vitest';
import {
  describeProposal,
  proposalPlaceholder,
  titleOf,
  titleOfProgress,
  wordsForNothing,
} from '../../../../src/editor/refactor/refactorWords';
import type { Proposal, Proposals } from '../../../../src/refactor/proposals';

const proposal: Proposal = { code: 'b\n', rank: 1, ending: 'complete' };
const beams: Proposals = {
  proposals: [proposal, { ...proposal, rank: 3 }],
  dropped: [],
  method: 'beams',
  problems: [],
};
const samples: Proposals = { ...beams, method: 'samples' };
const refusal = { code: 'unsupported', message: 'the server refused beam search: no' } as const;

describe('the title', () => {
  it.each<readonly [Proposals, string]>([
    [beams, 'Trellis: 2 beams'],
    [{ ...beams, dropped: ['unchanged'] }, 'Trellis: 2 of 3 beams'],
    [{ ...beams, proposals: [proposal] }, 'Trellis: 1 beam'],
    [samples, 'Trellis: 2 samples: this server has no beam search'],
    [{ ...samples, problems: [refusal] }, 'Trellis: 2 samples: this server refuses beam search'],
  ])('of %j is %j', (proposals, title) => {
    expect(titleOf(proposals)).toBe(title);
  });
});

it('each refactoring under way is told apart by file and instruction', () => {
  const place = { document: { uri: { path: '/src/alerts.ts' } } } as never;
  const target = { model: { id: 'coder' } } as never;
  expect(titleOfProgress(place, { instruction: 'use early returns' }, target)).toBe(
    'Trellis: Refactoring alerts.ts with coder: use early returns',
  );
});

it('the list says what Enter does, whoever wrote the candidates', () => {
  expect(proposalPlaceholder('configured')).toContain('Enter replaces the selection');
  expect(proposalPlaceholder('embedded')).toMatch(
    /Enter replaces the selection.*not a coding model/,
  );
});

describe('a row', () => {
  const row = (given: Partial<Proposal>, of: Proposals = beams, selected = 'a\n'): string => {
    const { label, description } = describeProposal({ ...proposal, ...given }, selected, of);
    return `${label} | ${description}`;
  };

  it('shows the first line that changes, how many do, and the rank of a beam', () => {
    expect(row({ code: 'a\n  b(c);\n', rank: 2 })).toBe('b(c); | +1 −0 · beam 2 of 2');
  });

  it('shows the first line that no other row could show, where there is one', () => {
    const proposals = ['x\ny\n', 'x\nz\n'].map((code, at) => ({ ...proposal, code, rank: at + 1 }));
    const of = { ...beams, proposals };
    expect(proposals.map((given) => row(given, of))).toEqual([
      'y | +2 −1 · beam 1 of 2',
      'z | +2 −1 · beam 2 of 2',
    ]);
  });

  it('gives samples no rank, since they have none', () => {
    expect(row({}, samples)).toBe('b | +1 −1 · sample');
  });

  it('marks code that the token limit cut off', () => {
    expect(row({ ending: 'cut' })).toBe('b | +1 −1 · beam 1 of 2 · cut off by the token limit');
  });

  it('marks code that holds what nobody sees', () => {
    expect(row({ code: 'b\u202e\n' })).toMatch(/beam 1 of 2 · contains invisible characters$/);
    expect(row({ code: "b('👩\u200d👧')\n" })).not.toContain('invisible');
  });

  it('says how many lines go where none comes', () => {
    expect(row({ code: 'a\n' }, beams, 'a\nb\nc\n')).toContain('removes 2 lines |');
    expect(row({ code: 'a\n\nb\n' }, beams, 'a\nb\n')).toContain('adds 1 line |');
  });
});

describe('why there is nothing to choose from', () => {
  it.each([
    [[], 'The server returned no candidates.'],
    [['unchanged'], 'No candidate changes the selection: 1 is unchanged.'],
    [
      ['unchanged', 'unchanged', 'unchanged'],
      'No candidate changes the selection: all 3 are unchanged.',
    ],
    [['unread'], 'No candidate changes the selection: 1 is unreadable.'],
    [
      ['thought-only', 'empty', 'empty'],
      'No candidate changes the selection: 1 is reasoning without an answer, 2 are empty.',
    ],
  ] as const)('%j: %s', (dropped, words) => {
    expect(wordsForNothing(dropped)).toBe(words);
  });
});
