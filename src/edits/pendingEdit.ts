import { LineEndings, type LineEnding } from './lineEndings';
import { rangeAfter, type Change, type PendingRange } from './pendingRange';

/**
 * - `writing`: text is still arriving
 * - `deciding`: all of it is there, and a person keeps or discards it
 * - `kept`, `discarded`: decided
 * - `left`: a person edited inside it, so that it is theirs now
 */
export type PendingState = 'writing' | 'deciding' | 'kept' | 'discarded' | 'left';

/** Whether the text can enter the document at the moment. */
export type Visibility = 'shown' | 'hidden';

/** Something to do to the document; applied by the editor, and reported back with `applied`. */
export interface DocumentEdit {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/**
 * Text that streams into a document and is not decided yet. Pure: it says which edit comes next,
 * and is told of every change of the document that was not its own.
 */
export class PendingEdit {
  private range: PendingRange;
  private readonly lineEndings: LineEndings;
  private buffer = '';
  private visibility: Visibility = 'shown';
  private current: PendingState = 'writing';

  /** @param offset where the text goes, in UTF-16 units */
  constructor(offset: number, ending: LineEnding) {
    this.range = { start: offset, end: offset };
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

  /** All of the text has arrived. */
  finish(): void {
    if (this.current !== 'writing') return;
    this.buffer += this.lineEndings.flush();
    this.current = 'deciding';
  }

  show(visibility: Visibility): void {
    this.visibility = visibility;
  }

  /** The next edit, if there is one that can be made now. */
  next(): DocumentEdit | undefined {
    if (this.decided || this.buffer === '' || this.visibility === 'hidden') return undefined;
    return { offset: this.range.end, removed: 0, text: this.buffer };
  }

  /** The edit that `next` gave is in the document. */
  applied(edit: DocumentEdit): void {
    this.range = { ...this.range, end: this.range.end + edit.text.length };
    this.buffer = this.buffer.slice(edit.text.length);
  }

  /** Somebody else changed the document. A change inside the text makes it theirs. */
  changed(change: Change): void {
    if (this.decided) return;
    const moved = rangeAfter(this.range, change);
    if (moved) this.range = moved;
    else this.current = 'left';
  }

  /** Gives the text up to the person, as it stands. */
  leave(): void {
    if (!this.decided) this.current = 'left';
  }

  keep(): void {
    if (!this.decided) this.current = 'kept';
  }

  /** Decides against the text; the edit takes it out again. */
  discard(): DocumentEdit | undefined {
    if (this.decided) return undefined;
    this.current = 'discarded';
    const { start, end } = this.range;
    return start === end ? undefined : { offset: start, removed: end - start, text: '' };
  }
}
