import { LineEndings, type LineEnding } from './lineEndings';
import { rangeAfter, type Change, type PendingRange } from './pendingRange';

/**
 * How it ended:
 * - `kept`, `discarded`: decided
 * - `left`: a person changed it or closed its document, so that it is theirs now
 * - `refused`: the document took none of it, as a read-only editor does
 */
export type Decision = 'kept' | 'discarded' | 'left' | 'refused';

/**
 * - `writing`: text is still arriving
 * - `deciding`: all of it is there, and a person keeps or discards it
 */
export type PendingState = 'writing' | 'deciding' | Decision;

/** Whether the text can enter the document at the moment. */
export type Visibility = 'shown' | 'hidden';

/** Something to do to the document; applied by the editor, and reported back with `applied`. */
export interface DocumentEdit {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** Where the text goes: a place, or a selection that it replaces. */
export interface Destination {
  /** In UTF-16 units. */
  readonly offset: number;
  /** What stands there and gives way to the text; empty for a mere place. */
  readonly replaced: string;
  readonly ending: LineEnding;
}

/**
 * Text that streams into a document and is not decided yet. Pure: it says which edit comes next,
 * and is told of every change of the document that was not its own.
 */
export class PendingEdit {
  private range: PendingRange;
  private readonly lineEndings: LineEndings;
  private readonly replaced: string;
  /** What stands in the range, as far as this edit knows. */
  private standing: string;
  private buffer = '';
  private begun: 'no' | 'yes' = 'no';
  private visibility: Visibility = 'shown';
  private current: PendingState = 'writing';

  constructor({ offset, replaced, ending }: Destination) {
    this.range = { start: offset, end: offset + replaced.length };
    this.replaced = replaced;
    this.standing = replaced;
    this.lineEndings = new LineEndings(ending);
  }

  get state(): PendingState {
    return this.current;
  }

  get where(): PendingRange {
    return this.range;
  }

  /** Whether text waits to be written into the document. */
  get behind(): boolean {
    return this.buffer !== '';
  }

  get decided(): boolean {
    return this.current !== 'writing' && this.current !== 'deciding';
  }

  write(chunk: string): void {
    if (this.current === 'writing') this.buffer += this.lineEndings.push(chunk);
  }

  /** No more text comes. */
  finish(): void {
    if (this.current !== 'writing') return;
    this.buffer += this.lineEndings.flush();
    this.current = 'deciding';
  }

  /** What waits to be written never will be, and no more comes. */
  drop(): void {
    this.finish();
    this.buffer = '';
  }

  show(visibility: Visibility): void {
    this.visibility = visibility;
  }

  /** The next edit, if there is one that can be made now; the first takes away what is replaced. */
  next(): DocumentEdit | undefined {
    if (this.decided || this.buffer === '' || this.visibility === 'hidden') return undefined;
    const { start, end } = this.range;
    return this.begun === 'no'
      ? { offset: start, removed: end - start, text: this.buffer }
      : { offset: end, removed: 0, text: this.buffer };
  }

  /** The edit that takes the text out again; `undefined` where none of it came in. */
  removal(): DocumentEdit | undefined {
    if (this.decided || this.begun === 'no') return undefined;
    const { start, end } = this.range;
    return { offset: start, removed: end - start, text: this.replaced };
  }

  /** The edit that `next` gave is in the document. */
  applied(edit: DocumentEdit): void {
    if (this.decided) return;
    this.standing = this.begun === 'no' ? edit.text : this.standing + edit.text;
    this.begun = 'yes';
    this.range = { start: this.range.start, end: this.range.start + this.standing.length };
    this.buffer = this.buffer.slice(edit.text.length);
  }

  /** Somebody else changed the document. A change inside the text makes it theirs. */
  changed(change: Change): void {
    if (this.decided) return;
    const moved = rangeAfter(this.range, change);
    if (moved) this.range = moved;
    else this.current = 'left';
  }

  /** Told what stands in the range before an edit: anything but what belongs there is a person's. */
  check(standing: string): void {
    if (standing !== this.standing) this.decide('left');
  }

  /** Ends it; the first decision stands. */
  decide(decision: Decision): void {
    if (!this.decided) this.current = decision;
  }
}
