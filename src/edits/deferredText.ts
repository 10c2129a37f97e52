import { assertNever } from '../base/assertNever';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { LineEndings } from './lineEndings';
import { PendingDocument } from './pendingDocument';
import type { PendingState } from './pendingEdit';
import { endOfTracked, trackedAfter, type TrackedText } from './trackedText';
import {
  maxOvertakenEdits,
  maxAttempts,
  type AttributedChange,
  type DocumentView,
  type VersionedDocument,
} from './versionedDocument';

/**
 * Pending text that is held beside its document, and enters it only when it is kept: there and only
 * there where it was meant to, in place of just what it was to replace.
 */
export class DeferredText implements Disposable {
  private readonly store = new DisposableStore();
  private readonly fired = this.store.add(new Emitter<void>());
  private readonly lineEndings = new LineEndings('\n');
  private readonly document: PendingDocument;
  private text = '';
  private current: PendingState = 'writing';
  private standing: TrackedText;
  /** The document in which the place was last known, once a change reached into the place. */
  private lost: { readonly text: string; readonly version: number } | undefined;

  readonly onDidChange = this.fired.event;

  /** The text is to take the place of what stands between the two offsets. */
  constructor(
    document: VersionedDocument,
    { start, end }: { readonly start: number; readonly end: number },
    private readonly view: DocumentView,
  ) {
    this.standing = { start, text: document.now.text.slice(start, end) };
    this.document = this.store.add(new PendingDocument(document, (change) => this.follow(change)));
  }

  get state(): PendingState {
    return this.current;
  }

  /** Whether the place is still the one that was meant. */
  get place(): 'known' | 'lost' {
    return this.lost ? 'lost' : 'known';
  }

  private get isOver(): boolean {
    return this.current !== 'writing' && this.current !== 'deciding';
  }

  /** What the text takes the place of; once it is kept, the text. */
  get where(): { readonly start: number; readonly end: number } {
    return { start: this.standing.start, end: endOfTracked(this.standing) };
  }

  get written(): string {
    return this.text;
  }

  /** The document with the text in its place; what is replaced stands until there is some. */
  get preview(): string {
    const whole = this.lost?.text ?? this.document.now.text;
    if (this.text === '') return whole;
    const { start } = this.standing;
    return whole.slice(0, start) + this.text + whole.slice(endOfTracked(this.standing));
  }

  write(chunk: string): void {
    if (this.current !== 'writing') return;
    this.text += this.lineEndings.push(chunk);
    this.fired.fire();
  }

  finish(): void {
    if (this.current !== 'writing') return;
    this.text += this.lineEndings.flush();
    this.current = 'deciding';
    this.fired.fire();
  }

  /** Leaves the state as it is where the document does not take the text, or its place is lost. */
  keep(): Promise<void> {
    return this.decide(async () => {
      this.finish();
      if (this.current !== 'deciding') return;
      for (let tries = 0; tries < maxAttempts && !this.isOver && !this.lost; tries++) {
        await this.view.bring();
        await this.document.inTurn(() => this.enter());
      }
    });
  }

  discard(): Promise<void> {
    return this.decide(() => {
      this.end('discarded');
      return Promise.resolve();
    });
  }

  /** The document is another one now, as after a new name for its file. */
  moveTo(document: VersionedDocument): Promise<void> {
    return this.document.moveTo(document);
  }

  dispose(): void {
    this.store.dispose();
  }

  private decide(carryOut: () => Promise<void>): Promise<void> {
    return this.document.decide(() => carryOut().finally(() => this.fired.fire()));
  }

  private async enter(): Promise<void> {
    for (let overtaken = 0; overtaken < maxOvertakenEdits && !this.lost;) {
      if (this.text === '') {
        this.end('kept');
        return;
      }
      const { start, text: replaced } = this.standing;
      const edit = { offset: start, removed: replaced.length, text: this.text };
      const { version } = this.document.now;
      const outcome = await this.document.edit({ edit, version, undo: 'new' });
      switch (outcome) {
        case 'applied':
          return;
        case 'changed':
          overtaken++;
          break;
        case 'hidden':
        case 'refused':
          return;
        default:
          assertNever(outcome);
      }
    }
  }

  private end(decision: 'kept' | 'discarded'): void {
    if (!this.isOver) this.current = decision;
  }

  private follow(change: AttributedChange): void {
    const own = change.edits.findIndex(({ by }) => by === 'us');
    if (own !== -1) {
      this.end('kept');
      this.standing = { start: this.standing.start, text: this.text };
    }
    if (this.lost) {
      // Undone, perhaps.
      if (change.after.text === this.lost.text) this.lost = undefined;
    } else {
      // Of a list of edits the first stand furthest behind: those do not move what is ours.
      const others = { ...change, edits: change.edits.slice(own + 1) };
      const standing = trackedAfter(this.standing, others);
      if (typeof standing === 'object') this.standing = standing;
      else this.lost = change.before;
    }
    this.fired.fire();
  }
}
