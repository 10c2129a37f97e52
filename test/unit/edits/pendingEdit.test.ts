import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentEdit } from '../../../src/edits/documentEdit';
import { applyEdit } from '../../support/applyEdit';
import { LineEndings, withLineEnding, type LineEnding } from '../../../src/edits/lineEndings';
import { PendingEdit } from '../../../src/edits/pendingEdit';

/** A document in memory with a pending edit at `█`, or over what stands between two of them. */
class Page {
  text: string;
  readonly pending: PendingEdit;

  constructor(text: string) {
    const [before = '', replaced = '', after] = text.split('█');
    this.pending = new PendingEdit({
      start: before.length,
      text: after === undefined ? '' : replaced,
    });
    this.text = text.replaceAll('█', '');
  }

  stream(...chunks: readonly string[]): this {
    for (const chunk of chunks) {
      this.pending.write(chunk);
      this.settle();
    }
    return this;
  }

  settle(): void {
    for (let edit = this.pending.next(); edit; edit = this.pending.next()) {
      this.text = applyEdit(this.text, edit);
      this.pending.applied(edit);
    }
  }

  /** A person replaces the first `find` by `text`. */
  person(find: string, text: string): this {
    return this.others({ offset: this.text.indexOf(find), removed: find.length, text });
  }

  /** All of the document gives way to a text. */
  becomes(text: string): this {
    return this.others({ offset: 0, removed: this.text.length, text });
  }

  discard(): this {
    const edit = this.pending.removal();
    if (edit) this.text = applyEdit(this.text, edit);
    this.pending.decide('discarded');
    return this;
  }

  /** The document with the pending text between `├` and `┤`. */
  get marked(): string {
    const { start, end } = this.pending.where;
    const { text } = this;
    return `${text.slice(0, start)}├${text.slice(start, end)}┤${text.slice(end)}`;
  }

  private others(edit: DocumentEdit): this {
    const before = { version: 1, text: this.text };
    const after = { version: 2, text: applyEdit(this.text, edit) };
    this.text = after.text;
    this.pending.changed({ before, after, edits: [{ ...edit, by: 'others' }] });
    return this;
  }
}

describe('pending text', () => {
  it('grows where it was begun', () => {
    expect(new Page('a█b').stream('x', 'y').marked).toBe('a├xy┤b');
  });

  it.each([
    ['in front of it', 'AA', 'AAAA', 'AAAA├xy┤BB'],
    ['in front of it, taking away', 'AA', '', '├xy┤BB'],
    ['behind it', 'BB', 'B', 'AA├xy┤B'],
  ])('moves with an edit %s', (_name, find, text, expected) => {
    const page = new Page('AA█BB').stream('xy').person(find, text);
    expect(page.marked).toBe(expected);
    expect(page.pending.state).toBe('writing');
  });

  it('goes on at its end after the range moved', () => {
    const page = new Page('AA█BB').stream('x').person('AA', 'long').stream('y');
    expect(page.marked).toBe('long├xy┤BB');
  });

  it.each([
    ['inside it', 'y', '!'],
    ['over its start', 'Ax', ''],
    ['over its end', 'zB', ''],
    ['around it', 'AxyzB', ''],
  ])('is left to the person who edits %s', (_name, find, text) => {
    const page = new Page('A█B').stream('xyz').person(find, text);
    const after = page.text;
    page.stream('more').discard();
    expect(page.pending.state).toBe('left');
    expect(page.text).toBe(after);
  });

  it('stays apart from what is typed at its very end', () => {
    const page = new Page('A█B').stream('xy').person('B', 'typedB');
    expect(page.marked).toBe('A├xy┤typedB');
  });

  it('is decided once', () => {
    const page = new Page('a█b').stream('x');
    page.pending.finish();
    expect(page.pending.state).toBe('deciding');
    page.pending.decide('kept');
    page.discard();
    expect([page.pending.state, page.text]).toEqual(['kept', 'axb']);
  });

  it('takes the place of what was selected once it begins, and gives it back when discarded', () => {
    const page = new Page('a█old█b');
    expect(page.marked).toBe('a├old┤b');
    page.stream('new', 'er');
    expect(page.marked).toBe('a├newer┤b');
    expect(page.discard().text).toBe('aoldb');
  });

  it('discarded before it began, touches nothing', () => {
    const page = new Page('a█old█b').discard();
    expect([page.pending.state, page.text]).toEqual(['discarded', 'aoldb']);
  });

  it.each([
    [
      'a line in front',
      'one\nON █.\ntwo\n',
      'zero\none\nON xyz.\ntwo\n',
      'zero\none\nON ├xyz┤.\ntwo\n',
    ],
    ['other lines around', 'one\nON █.\ntwo\n', '1\none\nON xyz.\n2\n', '1\none\nON ├xyz┤.\n2\n'],
    ['other lines on both sides', '(\na\n█\nb\n)\n', '[\na\nxyz\nb\n]\n', '[\na\n├xyz┤\nb\n]\n'],
    ['nothing else', 'a █ b', 'a xyz b', 'a ├xyz┤ b'],
    ['a repetition of it behind', 'a █', 'a xyz xyz', 'a ├xyz┤ xyz'],
  ])('is found again in a whole document with %s', (_name, begun, whole, expected) => {
    const page = new Page(begun).stream('xyz').becomes(whole);
    expect([page.pending.state, page.marked]).toEqual(['writing', expected]);
  });

  it.each([
    ['without it', 'a █ b', 'a b', 'gone'],
    ['of other words', 'a█b', 'a different file', 'gone'],
    ['that begins like it', '█.\n', 'xyz is somebody else\n', 'gone'],
    ['that is its own twice', 'q █', 'q xyz q xyz', 'gone'],
    ['that holds its lines twice', 'one\non █.\n', 'x\none\non xyz.\ny\none\non xyz.\nz', 'gone'],
    ['that holds it elsewhere', 'one\non █.\n', 'wholly\nxyz\nother\n', 'gone'],
  ])('is left alone in a whole document %s', (_name, begun, whole, because) => {
    const page = new Page(begun).stream('xyz').becomes(whole).stream('more').discard();
    expect([page.pending.state, page.pending.leftBecause]).toEqual(['left', because]);
    expect(page.text).toBe(whole);
  });

  it('kept while a CR waits for its LF, loses no line', () => {
    const page = new Page('a█b').stream('x\r');
    page.pending.finish();
    page.settle();
    expect(page.marked).toBe('a├x\n┤b');
  });

  it('discarded, leaves the document as it was, byte for byte', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\t', '🌿', '\r\n', '\n', '\r') });
    const lines = text.map((spelled) => withLineEnding(spelled, '\n'));
    fc.assert(
      fc.property(lines, lines, lines, fc.array(text), (before, selected, after, chunks) => {
        const page = new Page(`${before}█${selected}█${after}`).stream(...chunks);
        expect(page.discard().text).toBe(before + selected + after);
      }),
    );
  });
});

describe('line endings', () => {
  it('become those of the document, however the text is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n') });
    fc.assert(
      fc.property(text, fc.constantFrom<LineEnding>('\n', '\r\n'), (whole, eol) => {
        const endings = new LineEndings(eol);
        const out = Array.from(whole)
          .map((character) => endings.push(character))
          .join('');
        expect(out + endings.flush()).toBe(whole.replace(/\r\n?|\n/g, eol));
      }),
    );
  });
});
