/** Stories of a document in which others write while text of ours is pending, and what must hold. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { assertNever } from '../../src/base/assertNever';
import type { DocumentEdit } from '../../src/edits/documentEdit';
import { applyEdit } from './applyEdit';
import { SharedPage, type Telling, type Writability } from './sharedPage';

/** What the story asks of the text that is pending, in whichever way it is kept. */
export interface Pending {
  readonly state: string;
  write(chunk: string): void;
  finish(): Promise<void>;
  keep(): Promise<void>;
  discard(): Promise<void>;
  moveTo(page: SharedPage): Promise<void>;
}

/** Places are parts of what there is to choose from, from 0 up to 1. */
export type Step =
  | { readonly type: 'they type'; readonly at: number; readonly telling: Telling }
  | {
      readonly type: 'they erase';
      readonly from: number;
      readonly to: number;
      readonly telling: Telling;
    }
  | { readonly type: 'they edit ours'; readonly at: number; readonly telling: Telling }
  | { readonly type: 'they replace all'; readonly telling: Telling }
  | { readonly type: 'they change line ends' }
  | { readonly type: 'the file is renamed' }
  | { readonly type: 'it is shown'; readonly editor: 'shown' | 'hidden' }
  | { readonly type: 'it becomes'; readonly writability: Writability }
  | { readonly type: 'we write'; readonly chunk: string }
  | { readonly type: 'we finish' | 'keep' | 'discard' }
  | { readonly type: 'the window hears' | 'the extensions hear' };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const telling = fc.constantFrom<Telling>('as it is', 'as a whole');
const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), minLength: 1, maxLength: 4 });

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ type: fc.constant('they type' as const), at: place, telling }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('they erase' as const),
        from: place,
        to: place,
        telling,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('they edit ours' as const), at: place, telling }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('they replace all' as const), telling }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ type: 'they change line ends' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ type: 'the file is renamed' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Step>(
        { type: 'it is shown', editor: 'hidden' },
        { type: 'it is shown', editor: 'shown' },
        { type: 'it becomes', writability: 'read-only' },
        { type: 'it becomes', writability: 'writable' },
      ),
    },
    { weight: 5, arbitrary: fc.record({ type: fc.constant('we write' as const), chunk: words }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Step>(
        { type: 'we finish' },
        { type: 'keep' },
        { type: 'discard' },
      ),
    },
    {
      weight: 8,
      arbitrary: fc.constantFrom<Step>(
        { type: 'the window hears' },
        { type: 'the extensions hear' },
      ),
    },
  ),
  { maxLength: 40 },
);

export const beginnings = fc.record({
  before: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 8 }),
  selected: fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 4 }),
  after: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 8 }),
});

const firstOfManyLetters = 0x4e00;

export interface Beginning {
  readonly before: string;
  readonly selected: string;
  readonly after: string;
}

/**
 * Plays a story and knows, other than the code that it tries, whose each character is: `mine` is the
 * document as it would be had nothing of ours ever been written.
 */
export class Story {
  private page: SharedPage;
  private readonly pending: Pending;
  private readonly selected: string;
  private mine: string;
  /** Where in the window what is ours stands, or what it is to replace. */
  private ours: { readonly start: number; readonly length: number };
  private entered: 'no' | 'yes' = 'no';
  /** Whether others changed it, or what it was to replace, so that nothing of ours may be done. */
  private touched: 'no' | 'yes' = 'no';
  private written = '';
  private words = 0;

  constructor(
    { before, selected, after }: Beginning,
    begin: (page: SharedPage, place: { start: number; end: number }) => Pending,
  ) {
    this.mine = before + selected + after;
    this.selected = selected;
    this.ours = { start: before.length, length: selected.length };
    this.page = this.follow(new SharedPage(this.mine));
    this.pending = begin(this.page, { start: before.length, end: before.length + selected.length });
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.step(step);
  }

  /** Lets everything arrive, decides what is not decided, and looks at what came of it. */
  async end(decision: 'keep' | 'discard'): Promise<void> {
    this.page.show('shown');
    this.page.become('writable');
    await this.page.arrive();
    await this.decide(decision);
    const { state } = this.pending;
    if (this.touched === 'yes' && this.entered === 'no') expect(this.page.text).toBe(this.mine);
    if (state === 'discarded') expect(this.page.text).toBe(this.mine);
    if (state === 'kept' && this.touched === 'no') {
      const { start, length } = this.ours;
      expect(this.page.text.slice(start, start + length)).toBe(
        this.written === '' ? this.selected : this.written,
      );
    }
    this.isWhole();
  }

  get state(): string {
    return this.pending.state;
  }

  get text(): string {
    return this.page.text;
  }

  private async decide(decision: 'keep' | 'discard'): Promise<void> {
    let state = 'undecided';
    const decided = this.pending[decision]().then(() => (state = 'decided'));
    for (let rounds = 0; rounds < 100 && state !== 'decided'; rounds++) await this.page.arrive();
    expect(state).toBe('decided');
    await decided;
  }

  private async step(step: Step): Promise<void> {
    switch (step.type) {
      case 'they type':
        this.theyType(step.at, step.telling);
        break;
      case 'they erase':
        this.theyErase(step);
        break;
      case 'they edit ours':
        this.theyEditOurs(step.at, step.telling);
        break;
      case 'they replace all':
        this.theyReplaceAll(step.telling);
        break;
      case 'they change line ends':
        this.page.changeLineEnds();
        break;
      case 'the file is renamed':
        return this.rename();
      case 'it is shown':
        this.page.show(step.editor);
        break;
      case 'it becomes':
        this.page.become(step.writability);
        break;
      case 'we write':
        if (this.pending.state === 'writing') this.written += step.chunk;
        this.pending.write(step.chunk);
        break;
      case 'we finish':
        void this.pending.finish();
        break;
      case 'keep':
      case 'discard':
        void this.pending[step.type]();
        break;
      case 'the window hears':
        this.page.reachWindow();
        break;
      case 'the extensions hear':
        return this.page.reachExtensions();
      default:
        return assertNever(step);
    }
  }

  private theyType(at: number, telling: Telling): void {
    const { start, length } = this.ours;
    const room = this.page.text.length - length;
    const place = Math.round(at * room);
    const offset = place <= start ? place : place + length;
    // Of the whole document, it would not tell on which side of a mere place they typed.
    const told = length === 0 && place === start ? 'as it is' : telling;
    this.others({ offset, removed: 0, text: this.word() }, told);
  }

  private theyErase({ from, to, telling }: { from: number; to: number; telling: Telling }): void {
    const { start, length } = this.ours;
    const end = start + length;
    const [low, high] = from < to ? [from, to] : [to, from];
    const area = from < 0.5 ? [0, start] : [end, this.page.text.length];
    const [first = 0, last = 0] = area;
    const offset = first + Math.round(low * (last - first));
    const removed = first + Math.round(high * (last - first)) - offset;
    if (removed > 0) this.others({ offset, removed, text: '' }, telling);
  }

  private theyEditOurs(at: number, telling: Telling): void {
    const { start, length } = this.ours;
    if (length < 2) return;
    const offset = start + 1 + Math.round(at * (length - 2));
    this.touch({ offset, removed: 0, text: this.word() }, telling);
  }

  private theyReplaceAll(telling: Telling): void {
    if (this.page.text === '') return;
    this.touch({ offset: 0, removed: this.page.text.length, text: this.word() }, telling);
  }

  /** An edit of others beside what is ours. */
  private others(edit: DocumentEdit, telling: Telling): void {
    const { start, length } = this.ours;
    const shift = edit.text.length - edit.removed;
    if (this.touched === 'yes') {
      this.mine = applyEdit(this.mine, edit);
    } else if (edit.offset <= start && edit.offset + edit.removed <= start) {
      this.mine = applyEdit(this.mine, edit);
      this.ours = { start: start + shift, length };
    } else {
      const offset =
        edit.offset - length + (this.entered === 'yes' ? this.selected.length : length);
      this.mine = applyEdit(this.mine, { ...edit, offset });
    }
    this.page.others(edit, telling);
  }

  /** An edit of others that reaches into what is ours: from here on all of it is theirs. */
  private touch(edit: DocumentEdit, telling: Telling): void {
    this.page.others(edit, telling);
    this.touched = 'yes';
    this.mine = this.page.text;
    this.ours = { start: 0, length: 0 };
  }

  private async rename(): Promise<void> {
    const { text } = this.page;
    this.page.vanish();
    this.page = this.follow(new SharedPage(text));
    await this.pending.moveTo(this.page);
  }

  private follow(page: SharedPage): SharedPage {
    page.onOwn = (edit) => this.own(edit);
    return page;
  }

  /** The window made an edit of ours. */
  private own(edit: DocumentEdit): void {
    expect(this.touched).toBe('no');
    const { start, length } = this.ours;
    const takesOut = this.entered === 'yes' && edit.removed > 0;
    expect(edit.offset).toBe(this.entered === 'no' || takesOut ? start : start + length);
    expect(edit.removed).toBe(this.entered === 'no' || takesOut ? length : 0);
    const grown = this.entered === 'yes' && !takesOut ? length : 0;
    this.ours = { start, length: grown + edit.text.length };
    this.entered = takesOut ? 'no' : 'yes';
    this.isWhole();
  }

  /** With what was replaced in place of what is ours, the document is as it would be without us. */
  private isWhole(): void {
    if (this.touched === 'yes') {
      expect(this.page.text).toBe(this.mine);
      return;
    }
    const { start, length } = this.ours;
    const replaced =
      this.entered === 'yes' ? this.selected : this.page.text.slice(start, start + length);
    expect(applyEdit(this.page.text, { offset: start, removed: length, text: replaced })).toBe(
      this.mine,
    );
  }

  /** One that stands nowhere else, nor any part of it. */
  private word(): string {
    return String.fromCodePoint(firstOfManyLetters + ++this.words).repeat(2);
  }
}
