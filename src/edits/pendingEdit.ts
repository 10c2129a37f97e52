import { LineEndings } from './lineEndings';
import type { DocumentEdit } from './documentEdit';
import { endOfTracked, trackedAfter, type TextLoss, type TrackedText } from './trackedText';
import type { AttributedChange } from './versionedDocument';

/**
 * How it ended:
 * - `kept`, `discarded`: decided
 * - `left`: a person or their tools changed it or closed its document, so that it is theirs now
 * - `refused`: the document took none of it, as a read-only editor does
 */
export type PendingOutcome = 'kept' | 'discarded' | 'left' | 'refused';

/**
 * - `writing`: text is still arriving
 * - `deciding`: all of it is there, and a person keeps or discards it
 */
export type PendingState = 'writing' | 'deciding' | PendingOutcome;

/** Why it was left. */
export type LeftReason = TextLoss | 'closed' | 'refused';

/**
 * Text that streams into a document and is not decided yet. Pure: it says which edit comes next,
 * and is told of every change of the document.
 */
export class PendingEdit {
  private readonly lineEndings = new LineEndings('\n');
  private readonly replaced: string;
  private standing: TrackedText;
  private buffer = '';
  private begun: 'no' | 'yes';
  private current: PendingState = 'writing';
  private because: LeftReason | undefined;

  /**
   * What stands there gives way to the text; empty for a mere place. Where it is known what gave way
   * already, that is the text, as far as it came.
   */
  constructor(standing: TrackedText, replaced?: string) {
    this.standing = standing;
    this.replaced = replaced ?? standing.text;
    this.begun = replaced === undefined ? 'no' : 'yes';
  }

  get state(): PendingState {
    return this.current;
  }

  get leftBecause(): LeftReason | undefined {
    return this.because;
  }

  /** Where the text stands; before it begins, what it takes the place of. */
  get where(): { readonly start: number; readonly end: number } {
    return { start: this.standing.start, end: endOfTracked(this.standing) };
  }

  /** What is in the document, and what it took the place of; `undefined` before anything came. */
  get written(): (TrackedText & { readonly replaced: string }) | undefined {
    return this.begun === 'no' ? undefined : { ...this.standing, replaced: this.replaced };
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

  /** The next edit, if there is one to make; the first takes away what is replaced. */
  next(): DocumentEdit | undefined {
    if (this.decided || this.buffer === '') return undefined;
    const { start, end } = this.where;
    return this.begun === 'no'
      ? { offset: start, removed: end - start, text: this.buffer }
      : { offset: end, removed: 0, text: this.buffer };
  }

  /** The edit that takes the text out again; `undefined` where none of it came in. */
  removal(): DocumentEdit | undefined {
    if (this.decided || this.begun === 'no') return undefined;
    const { start, end } = this.where;
    return { offset: start, removed: end - start, text: this.replaced };
  }

  /** The edit that `next` gave is in the document. */
  applied(edit: DocumentEdit): void {
    if (this.decided) return;
    const { start, text } = this.standing;
    this.standing = { start, text: this.begun === 'no' ? edit.text : text + edit.text };
    this.begun = 'yes';
    this.buffer = this.buffer.slice(edit.text.length);
  }

  /** Others changed the document: the text moves along, or is theirs where it was changed itself. */
  changed(change: AttributedChange): void {
    if (this.decided) return;
    const standing = trackedAfter(this.standing, change);
    if (typeof standing === 'object') this.standing = standing;
    else this.leave(standing);
  }

  leave(because: LeftReason): void {
    if (this.decided) return;
    this.because = because;
    this.decide('left');
  }

  /** Ends it; the first decision stands. */
  decide(decision: PendingOutcome): void {
    if (!this.decided) this.current = decision;
  }
}
