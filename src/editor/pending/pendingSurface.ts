import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { LeftReason, PendingState } from '../../edits/pendingEdit';
import type { RememberedText } from '../../edits/recoverText';
import type { WrongCharacter } from './verdictWords';

/** Where text that awaits a decision is shown, and how the decision is carried out. */
export interface PendingSurface extends Disposable {
  readonly state: PendingState;
  /** The document that shows the text, and the line at which its controls stand. */
  readonly place: { readonly uri: vscode.Uri; readonly line: number };
  /** The document that the text is for. */
  readonly document: vscode.Uri;
  /** The text as far as it came. */
  readonly text: string;
  /** The text where it stands in the document already, and would after the window is loaded again. */
  readonly written: RememberedText | undefined;
  /** Why it was left, where it was. */
  readonly leftBecause: LeftReason | undefined;
  /** Whether the place where the text is to go was changed itself, so that it cannot be kept. */
  readonly placeIsLost: boolean;
  /** Whether a person looks at it just now. */
  readonly inFront: boolean;
  /** Path of the file whose tab carries the buttons; `undefined` where a tab of its own does. */
  readonly titlePath: string | undefined;
  /** Fires when the state or the place changed, also by the hand of a person. */
  readonly onDidChange: Event<void>;
  write(chunk: string): void;
  /** All of the text has arrived. Resolves once all of it that can be shown is shown. */
  finish(): Promise<void>;
  /** Leaves the state as it is where VS Code does not take the text. Of two decisions at once the first counts. */
  keep(): Promise<void>;
  /** Takes out what was written, unless a person changed it: then the state is `left`. */
  discard(): Promise<void>;
  /** Brings it to the front. */
  reveal(): Promise<void>;
  /** Marks a character of the text, given all that stands in front of it; says where it stands. */
  pointOut(before: string, character: string): WrongCharacter;
}
