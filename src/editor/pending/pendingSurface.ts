import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { PendingState } from '../../edits/pendingEdit';

/** Where text that awaits a decision is shown, and how the decision is carried out. */
export interface PendingSurface extends Disposable {
  readonly state: PendingState;
  /** The document that shows the text, and the line at which its controls stand. */
  readonly place: { readonly uri: vscode.Uri; readonly line: number };
  /** Fires when the state or the place changed, also by the hand of a person. */
  readonly onDidChange: Event<void>;
  write(chunk: string): void;
  /** All of the text has arrived. Resolves once all of it that can be shown is shown. */
  finish(): Promise<void>;
  keep(): Promise<void>;
  discard(): Promise<void>;
  /** Brings it to the front. */
  reveal(): Promise<void>;
}
