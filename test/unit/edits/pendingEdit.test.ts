import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineEndings, type LineEnding } from '../../../src/edits/lineEndings';
import { PendingEdit, type DocumentEdit } from '../../../src/edits/pendingEdit';

/** A document in memory with a pending edit at `█`. */
class Page {
  text: string;
  readonly pending: PendingEdit;

  constructor(text: string, ending: LineEnding = '\n') {
    this.pending = new PendingEdit(text.indexOf('█'), ending);
    this.text = text.replace('█', '');
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
      this.apply(edit);
      this.pending.applied(edit);
    }
  }

  /** A person replaces the first `find` by `text`. */
  person(find: string, text: string): this {
    const offset = this.text.indexOf(find);
    this.apply({ offset, removed: find.length, text });
    this.pending.changed({ offset, removed: find.length, inserted: text.length });
    return this;
  }

  discard(): this {
    const edit = this.pending.discard();
    if (edit) this.apply(edit);
    return this;
  }

  /** The document with the pending text between `├` and `┤`. */
  get marked(): string {
    const { start, end } = this.pending.where;
    const { text } = this;
    return `${text.slice(0, start)}├${text.slice(start, end)}┤${text.slice(end)}`;
  }

  private apply({ offset, removed, text }: DocumentEdit): void {
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset + removed);
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

  it('waits while the editor is hidden, and is written on return', () => {
    const page = new Page('a█b');
    page.pending.show('hidden');
    page.stream('x', 'y');
    expect(page.text).toBe('ab');
    expect(page.pending.behind).toBe(true);
    page.pending.show('shown');
    page.settle();
    expect(page.marked).toBe('a├xy┤b');
  });

  it('is decided once', () => {
    const page = new Page('a█b').stream('x');
    page.pending.finish();
    expect(page.pending.state).toBe('deciding');
    page.pending.keep();
    page.discard();
    expect([page.pending.state, page.text]).toEqual(['kept', 'axb']);
  });

  it('discarded, leaves the document as it was, byte for byte', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\t', '🌿', '\r\n', '\n', '\r') });
    const ending = fc.constantFrom<LineEnding>('\n', '\r\n');
    fc.assert(
      fc.property(text, text, fc.array(text), ending, (before, after, chunks, eol) => {
        const page = new Page(`${before}█${after}`, eol).stream(...chunks);
        expect(page.discard().text).toBe(before + after);
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
