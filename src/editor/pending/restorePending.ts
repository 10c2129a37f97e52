import * as vscode from 'vscode';
import { withLineEnding } from '../../edits/lineEndings';
import { recoverText } from '../../edits/recoverText';
import { endOfTracked } from '../../edits/trackedText';
import { DocumentSurface } from './documentSurface';
import type { PendingControls } from './pendingControls';
import type { RememberedPending } from './pendingMemory';
import { viewColumnOf } from '../window/tabs';
import { interruptedWords } from './verdictWords';

/** Has text decided that the window's last life left undecided, where it still stands in its file. */
export async function restorePending(
  { uri: address, text, verdict, remark }: RememberedPending,
  controls: PendingControls,
): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
  // Whatever is not saved has a tab; of a file without one, nothing is opened.
  if (viewColumnOf(uri) === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const standing = recoverText(withLineEnding(document.getText(), '\n'), text);
  if (!standing || controls.isBusy()) return;
  const { replaced } = text;
  const place = { start: standing.start, end: endOfTracked(standing), replaced };
  const surface = new DocumentSurface(document, place);
  controls.show(surface, { stop: () => undefined, remark });
  await surface.finish();
  controls.note(surface, verdict ?? interruptedWords);
}
