/** Where *Generate…* writes, and what stands around it. */
import * as vscode from 'vscode';
import { promptWindowBudget } from '../../completion/promptWindow';
import { withLineEnding } from '../../edits/lineEndings';
import type { GenerateInput } from '../../generate/prompt';
import type { Target } from '../../provider/target';
import { offsetsOf } from '../documentHost';
import { textAround } from '../textAround';
import { DocumentSurface } from '../pending/documentSurface';
import type { PendingSurface } from '../pending/pendingSurface';
import { PreviewSurface } from '../pending/previewSurface';
import { inColumn, viewColumnOf } from '../window/tabs';

/** Tokens of room for the answer that the prompt leaves at least. */
const answerTokens = 1_024;

/** The selection and as much around it as the model has room for. */
export function surroundings(
  { document, selection }: vscode.TextEditor,
  target: Target,
): Omit<GenerateInput, 'instruction'> {
  const room = Math.min(target.maxTokens, answerTokens);
  const whole = promptWindowBudget(target.contextWindow, room);
  const selected = withLineEnding(document.getText(selection), '\n');
  const half = Math.floor(whole.prefix / 2);
  const budget = selected === '' ? whole : { ...whole, prefix: half };
  return {
    languageId: document.languageId,
    ...textAround(document, selection, budget),
    // Of a long selection its beginning has to do.
    selected: selected.slice(0, half),
  };
}

/** Whether auto-save may put the text on the disk while it is pending. */
export function isSavedUndecided(document: vscode.TextDocument, surface: PendingSurface): boolean {
  return surface instanceof DocumentSurface && savesByItself(document);
}

function savesByItself(document: vscode.TextDocument): boolean {
  const files = vscode.workspace.getConfiguration('files', document);
  return files.get<string>('autoSave', 'off') !== 'off';
}

/** With auto-save on, what streams into a document would be on the disk before it is decided. */
export async function surfaceFor(editor: vscode.TextEditor): Promise<PendingSurface> {
  // VS Code shows no diff of a notebook's cell.
  const inNotebook = editor.document.uri.scheme === 'vscode-notebook-cell';
  if (inNotebook || !savesByItself(editor.document)) {
    // A preview tab would be closed by the next file that is looked at, and the text with it.
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    const { document, selection } = editor;
    return new DocumentSurface(document, offsetsOf(document, selection), editor);
  }
  const preview = new PreviewSurface(editor);
  await preview.reveal();
  return preview;
}

/** The editor again, after questions during which a person may have gone elsewhere. */
export async function reshowEditor(
  editor: vscode.TextEditor,
): Promise<vscode.TextEditor | undefined> {
  const { document } = editor;
  if (vscode.window.activeTextEditor === editor) return editor;
  if (document.isClosed) return undefined;
  const viewColumn = viewColumnOf(document.uri) ?? editor.viewColumn;
  return vscode.window.showTextDocument(document, inColumn(viewColumn));
}
