import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineEndings, type LineEnding } from '../../../src/edits/lineEndings';
import { PendingEdit, type DocumentEdit } from '../../../src/edits/pendingEdit';

/** A document in memory with a pending edit at `█`, or over what stands between two of them. */
class Page {
  text: string;
  readonly pending: PendingEdit;

  constructor(text: string, ending: LineEnding = '\n') {
    const [before = '', replaced = '', after] = text.split('█');
    const destination = { offset: before.length, ending };
    this.pending = new PendingEdit({
      ...destination,
      replaced: after === undefined ? '' : replaced,
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

  /** As a surface does: only what was written may be taken out. */
  discard(): this {
    const { start, end } = this.pending.where;
    this.pending.check(this.text.slice(start, end));
    const edit = this.pending.removal();
    if (edit) this.apply(edit);
    this.pending.decide('discarded');
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

  it('is left alone where something else stands in its place, whoever put it there', () => {
    const page = new Page('a█b').stream('xyz');
    page.text = 'a different file';
    page.discard();
    expect([page.pending.state, page.text]).toEqual(['left', 'a different file']);
  });

  it('kept while a CR waits for its LF, loses no line', () => {
    const page = new Page('a█b').stream('x\r');
    page.pending.finish();
    page.settle();
    expect(page.marked).toBe('a├x\n┤b');
  });

  it('discarded, leaves the document as it was, byte for byte', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\t', '🌿', '\r\n', '\n', '\r') });
    const ending = fc.constantFrom<LineEnding>('\n', '\r\n');
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.array(text),
        ending,
        (before, selected, after, chunks, eol) => {
          const page = new Page(`${before}█${selected}█${after}`, eol).stream(...chunks);
          expect(page.discard().text).toBe(before + selected + after);
        },
      ),
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
