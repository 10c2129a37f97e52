import { describe, expect, it } from 'vitest';
import { VersionedDocument, type EditOutcome } from '../../../src/edits/versionedDocument';
import { SharedPage } from '../../support/sharedPage';

const edit = { offset: 2, removed: 1, text: 'B' };
const typed = { offset: 0, removed: 0, text: '!' };

interface Case {
  readonly name: string;
  /** Before the edit is asked for, and while it is on its way. */
  readonly before?: (page: SharedPage) => Promise<void> | void;
  readonly meanwhile?: (page: SharedPage) => void;
  readonly outcome: EditOutcome;
  readonly text: string;
}

const cases: readonly Case[] = [
  { name: 'is made in the version that it was made for', outcome: 'applied', text: 'a B c' },
  {
    name: 'is not made in one that was told of before',
    before: async (page) => {
      page.others(typed);
      await page.arrive();
    },
    outcome: 'changed',
    text: '!a b c',
  },
  {
    name: 'is not made in one that the window alone knows of',
    before: (page) => page.others(typed),
    outcome: 'changed',
    text: '!a b c',
  },
  {
    name: 'is not made in one that came up on its way',
    meanwhile: (page) => page.others(typed),
    outcome: 'changed',
    text: '!a b c',
  },
  {
    name: 'is not made where it would come a second time',
    meanwhile: (page) => page.others(edit),
    outcome: 'changed',
    text: 'a B c',
  },
  {
    name: 'is refused where the document is read-only',
    before: (page) => page.become('read-only'),
    outcome: 'refused',
    text: 'a b c',
  },
  {
    name: 'waits where no editor shows the document',
    before: (page) => page.show('hidden'),
    outcome: 'hidden',
    text: 'a b c',
  },
];

describe('an edit', () => {
  it.each(cases)('$name', async ({ before, meanwhile, outcome, text }) => {
    const page = new SharedPage('a b c');
    const document = new VersionedDocument(page);
    const { version } = document.now;
    await before?.(page);
    const answer = document.edit({ edit, version, undo: 'new' });
    meanwhile?.(page);
    await page.arrive();
    expect([await answer, page.text]).toEqual([outcome, text]);
  });

  it('is not taken for made where the document is read-only and others write meanwhile', async () => {
    const page = new SharedPage('a b c');
    const document = new VersionedDocument(page);
    page.become('read-only');
    const answer = document.edit({ edit, version: 1, undo: 'new' });
    page.reachWindow();
    page.others(typed);
    await page.arrive();
    expect(await answer).toBe('refused');
  });

  it('is told as ours, and all else as of others', async () => {
    const page = new SharedPage('a b c');
    const document = new VersionedDocument(page);
    const told: string[] = [];
    document.onDidChange(({ edits }) => told.push(...edits.map(({ by, text }) => `${by} ${text}`)));
    const answer = document.edit({ edit, version: 1, undo: 'new' });
    page.reachWindow();
    page.others(typed);
    page.others(edit);
    page.changeLineEnds();
    await page.arrive();
    await answer;
    expect(told).toEqual(['us B', 'others !', 'others B']);
  });
});
