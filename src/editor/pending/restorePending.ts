import * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposable';
import { withLineEnding } from '../../edits/lineEndings';
import { recoverText } from '../../edits/recoverText';
import { endOfTracked, type TrackedText } from '../../edits/trackedText';
import { DocumentSurface } from './documentSurface';
import type { PendingControls } from './pendingControls';
import type { RememberedPending } from './pendingMemory';
import { viewColumnOf } from '../window/tabs';
import { interruptedWords } from './verdictWords';

export interface RestoreOptions {
  readonly controls: PendingControls;
  /** Of whoever restores. */
  readonly store: DisposableStore;
}

/** Has text decided that the window's last life left undecided, where it still stands in its file. */
export async function restorePending(
  pending: RememberedPending,
  options: RestoreOptions,
): Promise<void> {
  const { uri: address, text, verdict, remark } = pending;
  const { controls } = options;
  const uri = vscode.Uri.parse(address, true);
  // Whatever is not saved has a tab; of a file without one, nothing is opened.
  if (viewColumnOf(uri) === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const standing = standingIn(document, pending);
  if (!standing || controls.isBusy()) return;
  const { replaced } = text;
  const place = { start: standing.start, end: endOfTracked(standing), replaced };
  const surface = new DocumentSurface(document, place);
  controls.show(surface, { stop: () => undefined, remark });
  await surface.finish();
  controls.note(surface, verdict ?? interruptedWords);
  decideAgainAfterUndo({ document, surface, pending }, options);
}

interface Restored {
  readonly document: vscode.TextDocument;
  readonly surface: DocumentSurface;
  readonly pending: RememberedPending;
}

/**
 * The step that wrote the text is not among those that VS Code can undo after a reload, so that an
 * undo of its removal ends at the text.
 */
function decideAgainAfterUndo(
  { document, surface, pending }: Restored,
  options: RestoreOptions,
): void {
  const listening = options.store.add(
    vscode.workspace.onDidChangeTextDocument(({ document: changed, reason }) => {
      if (changed !== document || reason !== vscode.TextDocumentChangeReason.Undo) return;
      const isGone = surface.state === 'discarded' || surface.leftBecause === 'gone';
      if (!isGone || !standingIn(document, pending)) return;
      listening.dispose();
      void restorePending(pending, options);
    }),
  );
}

function standingIn(
  document: vscode.TextDocument,
  { text }: RememberedPending,
): TrackedText | undefined {
  return recoverText(withLineEnding(document.getText(), '\n'), text);
}
