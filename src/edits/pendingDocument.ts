import type { Disposable } from '../base/disposable';
import {
  changeBetween,
  type AttributedChange,
  type EditOutcome,
  type VersionedDocument,
  type VersionedEdit,
} from './versionedDocument';

/**
 * The document that a pending text belongs to. What is done to it is done one after another, the
 * first decision counts, and it may become another one, as after a new name for its file.
 */
export class PendingDocument implements Disposable {
  private listening: Disposable;
  private turn: Promise<void> = Promise.resolve();
  private decision: Promise<void> | undefined;

  constructor(
    private document: VersionedDocument,
    private readonly onChange: (change: AttributedChange) => void,
  ) {
    this.listening = document.onDidChange(onChange);
  }

  get now(): VersionedDocument['now'] {
    return this.document.now;
  }

  edit(edit: VersionedEdit): Promise<EditOutcome> {
    return this.document.edit(edit);
  }

  /** Does `work` once all that was begun before has ended. */
  inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work);
    return this.turn;
  }

  /** Resolves once all that was begun has ended. */
  get idle(): Promise<void> {
    return this.turn;
  }

  /** Other decisions that are made while one is carried out wait for it, and are none. */
  decide(carryOut: () => Promise<void>): Promise<void> {
    this.decision ??= carryOut().finally(() => (this.decision = undefined));
    return this.decision;
  }

  /** Not before an edit under way is answered for. */
  moveTo(document: VersionedDocument): Promise<void> {
    return this.inTurn(() => {
      this.listening.dispose();
      const before = this.document.now;
      this.document = document;
      this.listening = document.onDidChange(this.onChange);
      this.onChange(changeBetween(before, document.now));
      return Promise.resolve();
    });
  }

  dispose(): void {
    this.listening.dispose();
  }
}
