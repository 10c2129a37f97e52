import type { Event } from '../base/emitter';

/** A piece of a document that gives way to a text. Counted in UTF-16 units, each line end as one. */
export interface DocumentEdit {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** A document at one moment. Its line ends are `\n` whatever the file's are: changing them changes nothing. */
export interface Snapshot {
  readonly version: number;
  readonly text: string;
}

/** What became of a document; the edits are in order from the last place to the first. */
export interface DocumentEvent {
  readonly after: Snapshot;
  readonly edits: readonly DocumentEdit[];
}

/** `new` begins a step of its own, `same` goes on with the step before. */
export type UndoGrouping = 'new' | 'same';

/**
 * A document in the editor, where others write as well. The editor tells of a change later than it is
 * made, and is asked for an edit earlier than it makes it.
 */
export interface DocumentHost {
  /** The last one told of. */
  readonly version: number;
  snapshot(): Snapshot;
  /**
   * Asks for an edit of the last version told of, in the same moment as it is called.
   * - `accepted`: the document was in that version. One that is read-only stays as it is all the same
   * - `rejected`: it was in another one, or its editor was just drawn anew
   * - `hidden`: there is no editor to ask
   */
  tryEdit(edit: DocumentEdit, undo: UndoGrouping): Promise<'accepted' | 'rejected' | 'hidden'>;
  readonly onDidChange: Event<DocumentEvent>;
}
