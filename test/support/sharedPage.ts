import { Emitter } from '../../src/base/emitter';
import type {
  DocumentEdit,
  DocumentEvent,
  DocumentHost,
  Snapshot,
} from '../../src/edits/documentEdit';
import { applyEdit } from './applyEdit';

/** How an edit is told: as it is, or as one of the whole document, as formatters and reloads do. */
export type Telling = 'as it is' | 'as a whole';

export type Writability = 'writable' | 'read-only';

interface Asked {
  readonly edit: DocumentEdit;
  readonly version: number;
  readonly answer: (answer: 'accepted' | 'rejected') => void;
}

/**
 * A document as VS Code keeps it: the window has the document, and the extensions hear of it later,
 * in the order in which it happened. Each side sends the other messages; a test says when one arrives.
 */
export class SharedPage implements DocumentHost {
  private readonly changed = new Emitter<DocumentEvent>();
  /** What the window has. */
  private current: Snapshot;
  /** What the extensions were told of. */
  private told: Snapshot;
  private readonly toWindow: Asked[] = [];
  private readonly toExtensions: (() => void)[] = [];
  private writability: Writability = 'writable';
  private editor: 'shown' | 'hidden' = 'shown';
  /** Called with each edit of ours that the window makes. */
  onOwn: (edit: DocumentEdit) => void = () => {};

  readonly onDidChange = this.changed.event;

  constructor(text: string) {
    this.current = { version: 1, text };
    this.told = this.current;
  }

  get text(): string {
    return this.current.text;
  }

  get version(): number {
    return this.told.version;
  }

  snapshot(): Snapshot {
    return this.told;
  }

  tryEdit(edit: DocumentEdit): Promise<'accepted' | 'rejected' | 'hidden'> {
    if (this.editor === 'hidden') return Promise.resolve('hidden');
    const { version } = this.told;
    return new Promise((answer) => this.toWindow.push({ edit, version, answer }));
  }

  /** Somebody else edits the document in the window. */
  others(edit: DocumentEdit, telling: Telling = 'as it is'): void {
    const { text } = this.current;
    const after = applyEdit(text, edit);
    this.change(after, telling === 'as it is' ? edit : whole(text, after));
  }

  /** A change that leaves every word as it is, as one of line ends, told as of the whole document. */
  changeLineEnds(): void {
    this.change(this.text, whole(this.text, this.text));
  }

  show(editor: 'shown' | 'hidden'): void {
    this.editor = editor;
  }

  become(writability: Writability): void {
    this.writability = writability;
  }

  /** Lets the oldest message to the window arrive. */
  reachWindow(): void {
    const asked = this.toWindow.shift();
    if (!asked) return;
    const { edit, version, answer } = asked;
    const accepted = version === this.current.version;
    if (accepted && this.writability === 'writable') {
      this.change(applyEdit(this.text, edit), edit);
      this.onOwn(edit);
    }
    this.toExtensions.push(() => answer(accepted ? 'accepted' : 'rejected'));
  }

  /** Lets the oldest message to the extensions arrive. */
  async reachExtensions(): Promise<void> {
    this.toExtensions.shift()?.();
    await settled();
  }

  /** The document is closed; what the extensions were to hear of it they have heard. */
  vanish(): void {
    for (const { answer } of this.toWindow.splice(0)) answer('rejected');
    for (const tell of this.toExtensions.splice(0)) tell();
    this.editor = 'hidden';
  }

  /** Lets all arrive, also what that leads to. */
  async arrive(): Promise<void> {
    await settled();
    while (this.toWindow.length > 0 || this.toExtensions.length > 0) {
      if (this.toExtensions.length > 0) await this.reachExtensions();
      else this.reachWindow();
      await settled();
    }
  }

  private change(text: string, edit: DocumentEdit): void {
    const after = { version: this.current.version + 1, text };
    this.current = after;
    this.toExtensions.push(() => {
      this.told = after;
      this.changed.fire({ after, edits: [edit] });
    });
  }
}

function whole(before: string, after: string): DocumentEdit {
  return { offset: 0, removed: before.length, text: after };
}

/** All promises that wait for nothing else have called back. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
