import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import {
  type DocumentEdit,
  type DocumentEvent,
  type DocumentHost,
  type Snapshot,
  type UndoGrouping,
} from './documentEdit';

/** Edits that may be overtaken in a row, each because somebody typed in the same moment. */
export const maxOvertakenEdits = 20;

/** Editors that may be gone in a row when the edit comes. */
export const maxAttempts = 3;

/** An edit, and the version of the document that it was made for. */
export interface VersionedEdit {
  readonly edit: DocumentEdit;
  readonly version: number;
  readonly undo: UndoGrouping;
}

/**
 * - `applied`: it is in the document
 * - `changed`: the document is in another version, and was left alone
 * - `refused`: the document takes no edit, as a read-only one does
 * - `hidden`: no editor shows the document, and only through one can it be edited
 */
export type EditOutcome = 'applied' | 'changed' | 'refused' | 'hidden';

export interface DocumentView {
  /** Makes an editor show the document: only through one can it be edited. */
  readonly bring: () => Promise<void>;
}

/** One edit out of a change of the document, and whose it is. */
export interface AttributedEdit extends DocumentEdit {
  readonly by: 'us' | 'others';
}

export interface AttributedChange {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly edits: readonly AttributedEdit[];
}

/**
 * Makes every edit of ours, one at a time. Whose a change was is known only once the editor has
 * answered: until then changes wait, so that nobody else's is ever taken for ours.
 */
export class VersionedDocument implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<AttributedChange>());
  private readonly waiting: DocumentEvent[] = [];
  private asking: 'no' | 'yes' = 'no';
  private current: Snapshot;

  readonly onDidChange = this.changed.event;

  constructor(private readonly host: DocumentHost) {
    this.current = host.snapshot();
    this.store.add(
      host.onDidChange((event) => {
        this.waiting.push(event);
        if (this.asking === 'no') this.tellAll();
      }),
    );
  }

  /** The document as of the last change that was told. */
  get now(): Snapshot {
    return this.current;
  }

  async edit(wanted: VersionedEdit): Promise<EditOutcome> {
    const { edit, version, undo } = wanted;
    if (this.asking === 'yes') return 'changed';
    // Nothing is awaited between this and the asking; on the way there the editor checks itself.
    if (this.host.version !== version || this.current.version !== version) return 'changed';
    this.asking = 'yes';
    const answer = await this.host.tryEdit(edit, undo).catch(() => 'rejected' as const);
    this.asking = 'no';
    const made = answer === 'accepted' && this.isMade(wanted);
    if (made) this.tell(edit);
    this.tellAll();
    if (made) return 'applied';
    if (answer === 'accepted') return 'refused';
    return this.current.version === version ? 'hidden' : 'changed';
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Whether what happened first is that edit; a read-only document may be changed by others meanwhile. */
  private isMade({ edit, version }: VersionedEdit): boolean {
    const [first] = this.waiting;
    return first?.after.version === version + 1 && first.edits.some((made) => isSame(made, edit));
  }

  private tellAll(): void {
    while (this.asking === 'no' && this.waiting.length > 0) this.tell(undefined);
  }

  /** Tells of the next change that waits; `own` is what in it is ours. */
  private tell(own: DocumentEdit | undefined): void {
    const event = this.waiting.shift();
    if (!event) return;
    const before = this.current;
    this.current = event.after;
    const edits = own ? authored(event, own) : editsOf(before, event);
    this.changed.fire({ before, after: event.after, edits });
  }
}

function isSame(a: DocumentEdit, b: DocumentEdit): boolean {
  return a.offset === b.offset && a.removed === b.removed && a.text === b.text;
}

/** What it means for a text that its document is another one now. */
export function changeBetween(before: Snapshot, after: Snapshot): AttributedChange {
  return { before, after, edits: editsOf(before, { after, edits: [] }) };
}

function authored({ edits }: DocumentEvent, own: DocumentEdit): readonly AttributedEdit[] {
  return edits.map((made) => ({ ...made, by: isSame(made, own) ? 'us' : 'others' }));
}

/** Others' edits as told, where those make the one text out of the other: a change of line ends does not. */
function editsOf(before: Snapshot, { edits, after }: DocumentEvent): readonly AttributedEdit[] {
  if (before.text === after.text) return [];
  const told = outcomeOf(before.text, edits) === after.text;
  const whole = { offset: 0, removed: before.text.length, text: after.text };
  return (told ? edits : [whole]).map((edit) => ({ ...edit, by: 'others' }));
}

/** The text after edits that are told from the last place on, as VS Code does. */
function outcomeOf(text: string, edits: readonly DocumentEdit[]): string | undefined {
  const fromTheEnd: string[] = [];
  let rest = text.length;
  for (const { offset, removed, text: inserted } of edits) {
    if (offset + removed > rest) return undefined;
    fromTheEnd.push(text.slice(offset + removed, rest), inserted);
    rest = offset;
  }
  return [...fromTheEnd, text.slice(0, rest)].reverse().join('');
}
