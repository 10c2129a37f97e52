import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeferredText } from '../../../src/edits/deferredText';
import { PendingWriter } from '../../../src/edits/pendingWriter';
import { VersionedDocument } from '../../../src/edits/versionedDocument';
import { SharedPage } from '../../support/sharedPage';
import { beginnings, steps, Story, type Pending } from '../../support/sharedStory';

const ways: readonly (readonly [
  string,
  (page: SharedPage, place: { start: number; end: number }) => Pending,
])[] = [
  ['that streams into its document', (page, place) => streamed(page, place)],
  ['that is held beside its document', (page, place) => held(page, place)],
];

describe.each(ways)('text %s', (_name, begin) => {
  it('loses no word of others and stands only where it was meant to, whatever happens in which order', async () => {
    await fc.assert(
      fc.asyncProperty(
        beginnings,
        steps,
        fc.constantFrom('keep' as const, 'discard' as const),
        async (beginning, played, decision) => {
          const story = new Story(beginning, begin);
          await story.play(played);
          await story.end(decision);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is kept where others typed in front of it in the same moment', async () => {
    const { page, pending } = streaming('on █.', begin);
    pending.write('2026');
    const kept = pending.keep();
    page.others({ offset: 0, removed: 0, text: 'later ' });
    await page.arrive();
    await kept;
    expect([pending.state, page.text]).toEqual(['kept', 'later on 2026.']);
  });

  it.each([
    ['keep', 'discard', 'kept', 'on 2026.'],
    ['discard', 'keep', 'discarded', 'on .'],
  ] as const)('of %s and %s at once, the first counts', async (first, second, state, text) => {
    const { page, pending } = streaming('on █.', begin);
    pending.write('20');
    await page.arrive();
    pending.write('26');
    const both = [pending[first](), pending[second]()];
    await page.arrive();
    await Promise.all(both);
    expect([pending.state, page.text]).toEqual([state, text]);
  });

  it('outlives a new name of its file and a change of its line ends', async () => {
    const { page, pending } = streaming('on █.', begin);
    pending.write('2026');
    await page.arrive();
    page.changeLineEnds();
    await page.arrive();
    const renamed = new SharedPage(page.text);
    page.vanish();
    await pending.moveTo(renamed);
    pending.write('-11');
    const kept = pending.keep();
    await renamed.arrive();
    await kept;
    expect([pending.state, renamed.text]).toEqual(['kept', 'on 2026-11.']);
  });

  it('is not kept where the document takes no edits, and is not lost', async () => {
    const { page, pending } = streaming('on █.', begin);
    page.become('read-only');
    pending.write('2026');
    const kept = pending.keep();
    await page.arrive();
    await kept;
    expect(pending.state).not.toBe('kept');
    expect(page.text).toBe('on .');
  });
});

describe('text that streams into its document', () => {
  it('waits while the editor is hidden, and is written on return', async () => {
    const page = new SharedPage('ab');
    const writer = new PendingWriter(new VersionedDocument(page), { start: 1, end: 1 }, shown);
    page.show('hidden');
    writer.write('x');
    writer.write('y');
    await page.arrive();
    expect(page.text).toBe('ab');
    page.show('shown');
    void writer.pump();
    await page.arrive();
    expect([page.text, writer.state]).toEqual(['axyb', 'writing']);
  });

  it('is whole where a discard was not carried out, and can be kept', async () => {
    const page = new SharedPage('ab');
    const writer = new PendingWriter(new VersionedDocument(page), { start: 1, end: 1 }, shown);
    writer.write('x');
    await page.arrive();
    page.show('hidden');
    writer.write('y');
    const discarded = writer.discard();
    await page.arrive();
    await discarded;
    expect([page.text, writer.state]).toEqual(['axb', 'deciding']);
    page.show('shown');
    const kept = writer.keep();
    await page.arrive();
    await kept;
    expect([page.text, writer.state]).toEqual(['axyb', 'kept']);
  });

  it('is taken out again where it stood there before, and what it took the place of comes back', async () => {
    const page = new SharedPage('a2087b');
    const place = { start: 1, end: 5, replaced: 'day' };
    const writer = new PendingWriter(new VersionedDocument(page), place, shown);
    await writer.finish();
    expect(writer.state).toBe('deciding');
    const discarded = writer.discard();
    await page.arrive();
    await discarded;
    expect([page.text, writer.state]).toEqual(['adayb', 'discarded']);
  });
});

describe('text that is held beside its document', () => {
  it.each([
    ['is replaced', { offset: 0, removed: 7, text: 'wholly other' }],
    ['is edited where the text is to go', { offset: 4, removed: 0, text: '!' }],
  ])('stays to be copied where the document %s, until that is undone', async (_name, edit) => {
    const page = new SharedPage('on day.');
    const held = new DeferredText(new VersionedDocument(page), { start: 3, end: 6 }, shown);
    held.write('2026');
    page.others(edit);
    await page.arrive();
    const changed = page.text;
    await held.keep();
    expect([held.state, held.place, held.written]).toEqual(['deciding', 'lost', '2026']);
    expect(held.preview).toBe('on 2026.');
    expect(page.text).toBe(changed);
    page.others({ offset: 0, removed: changed.length, text: 'on day.' });
    await page.arrive();
    const kept = held.keep();
    await page.arrive();
    await kept;
    expect([held.state, page.text]).toEqual(['kept', 'on 2026.']);
  });
});

/** A document with text pending at `█`. */
function streaming(
  text: string,
  begin: (typeof ways)[number][1],
): { page: SharedPage; pending: Pending } {
  const page = new SharedPage(text.replace('█', ''));
  const start = text.indexOf('█');
  return { page, pending: begin(page, { start, end: start }) };
}

const shown = { bring: () => Promise.resolve() };

function streamed(page: SharedPage, place: { start: number; end: number }): Pending {
  const writer = new PendingWriter(new VersionedDocument(page), place, shown);
  return {
    get state() {
      return writer.state;
    },
    write: (chunk) => writer.write(chunk),
    finish: () => writer.finish(),
    keep: () => writer.keep(),
    discard: () => writer.discard(),
    moveTo: (next) => writer.moveTo(new VersionedDocument(next)),
  };
}

function held(page: SharedPage, place: { start: number; end: number }): Pending {
  const text = new DeferredText(new VersionedDocument(page), place, shown);
  return {
    get state() {
      return text.state;
    },
    write: (chunk) => text.write(chunk),
    finish: () => {
      text.finish();
      return Promise.resolve();
    },
    keep: () => text.keep(),
    discard: () => text.discard(),
    moveTo: (next) => text.moveTo(new VersionedDocument(next)),
  };
}
