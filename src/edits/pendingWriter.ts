import { assertNever } from '../base/assertNever';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { DocumentEdit, UndoGrouping } from './documentEdit';
import { PendingDocument } from './pendingDocument';
import { PendingEdit, type LeftReason, type PendingState } from './pendingEdit';
import { rememberText, type RememberedText } from './recoverText';
import {
  maxOvertakenEdits,
  maxAttempts,
  type AttributedChange,
  type DocumentView,
  type VersionedDocument,
} from './versionedDocument';

/** What is done to the document just now. */
type Doing = 'writing' | 'removing';

/** Where text goes: it takes the place of what stands between two offsets. */
export interface ReplacedRange {
  readonly start: number;
  readonly end: number;
  /** What it took the place of, where it stands there already. */
  readonly replaced?: string;
}

/** Writes pending text into its document as it arrives, as one undo step, and takes it out again. */
export class PendingWriter implements Disposable {
  private readonly store = new DisposableStore();
  private readonly fired = this.store.add(new Emitter<void>());
  private readonly pending: PendingEdit;
  private readonly document: PendingDocument;
  private undo: UndoGrouping = 'new';
  /** What becomes of text that waits for its document. */
  private waiting: 'written' | 'held back' = 'written';
  private doing: { readonly what: Doing; readonly edit: DocumentEdit } | undefined;

  /** Fires when the state or the place changed. */
  readonly onDidChange = this.fired.event;

  constructor(
    document: VersionedDocument,
    { start, end, replaced }: ReplacedRange,
    private readonly view: DocumentView,
  ) {
    const standing = { start, text: document.now.text.slice(start, end) };
    this.pending = new PendingEdit(standing, replaced);
    this.document = this.store.add(new PendingDocument(document, (change) => this.follow(change)));
  }

  get state(): PendingState {
    return this.pending.state;
  }

  get leftBecause(): LeftReason | undefined {
    return this.pending.leftBecause;
  }

  /** The text in its document, to be found again; `undefined` before anything came. */
  get written(): RememberedText | undefined {
    const { written } = this.pending;
    return written && rememberText(this.document.now.text, written, written.replaced);
  }

  get where(): { readonly start: number; readonly end: number } {
    return this.pending.where;
  }

  write(chunk: string): void {
    this.pending.write(chunk);
    void this.pump();
  }

  async finish(): Promise<void> {
    this.pending.finish();
    await this.pump();
    this.fired.fire();
  }

  /** Writes what waits, as far as the document takes it. */
  pump(): Promise<void> {
    return this.inTurn(() => this.make('writing'));
  }

  /** Leaves the state as it is where the document does not take the text. */
  keep(): Promise<void> {
    return this.decide(async () => {
      this.pending.finish();
      await this.insist(() => this.pending.behind, 'writing');
      if (!this.pending.behind) this.pending.decide('kept');
    });
  }

  /** Leaves the state as it is where the document does not let go of the text. */
  discard(): Promise<void> {
    return this.decide(async () => {
      // What waits is not dropped: where the document does not let go, the text is still whole.
      this.pending.finish();
      this.waiting = 'held back';
      try {
        await this.insist(() => this.pending.removal() !== undefined, 'removing');
        if (!this.pending.removal()) this.pending.decide('discarded');
      } finally {
        this.waiting = 'written';
      }
    });
  }

  /** The document is closed, and what was written into it gone with it, or saved. */
  close(): void {
    this.pending.leave('closed');
    this.fired.fire();
  }

  /** The document is another one now, as after a new name for its file. */
  async moveTo(document: VersionedDocument): Promise<void> {
    await this.document.moveTo(document);
    void this.pump();
    this.fired.fire();
  }

  dispose(): void {
    this.store.dispose();
  }

  private decide(carryOut: () => Promise<void>): Promise<void> {
    return this.document.decide(() => carryOut().finally(() => this.fired.fire()));
  }

  /** VS Code takes no edit through an editor that was just drawn anew. */
  private async insist(isMissing: () => boolean, what: Doing): Promise<void> {
    await this.document.idle;
    for (let tries = 0; tries < maxAttempts && isMissing() && !this.pending.decided; tries++) {
      await this.view.bring();
      await this.inTurn(() => this.make(what));
    }
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    return this.document.inTurn(async () => {
      const before = this.state;
      await work();
      if (this.state !== before) this.fired.fire();
    });
  }

  private async make(what: Doing): Promise<void> {
    for (let overtaken = 0; overtaken < maxOvertakenEdits;) {
      const edit = what === 'writing' ? this.nextToWrite() : this.pending.removal();
      if (!edit) return;
      this.doing = { what, edit };
      const { version } = this.document.now;
      const outcome = await this.document.edit({ edit, version, undo: this.undo });
      this.doing = undefined;
      switch (outcome) {
        case 'applied':
          this.undo = 'same';
          break;
        case 'changed':
          overtaken++;
          break;
        case 'hidden':
          return;
        case 'refused':
          if (this.pending.removal()) this.pending.leave('refused');
          else this.pending.decide('refused');
          return;
        default:
          assertNever(outcome);
      }
    }
  }

  private nextToWrite(): DocumentEdit | undefined {
    return this.waiting === 'written' ? this.pending.next() : undefined;
  }

  private follow(change: AttributedChange): void {
    const own = change.edits.findIndex(({ by }) => by === 'us');
    if (own !== -1 && this.doing) this.made(this.doing);
    // Of a list of edits the first stand furthest behind: those do not move what is ours.
    this.pending.changed({ ...change, edits: change.edits.slice(own + 1) });
    this.fired.fire();
  }

  private made({ what, edit }: { readonly what: Doing; readonly edit: DocumentEdit }): void {
    if (what === 'writing') this.pending.applied(edit);
    else this.pending.decide('discarded');
  }
}
