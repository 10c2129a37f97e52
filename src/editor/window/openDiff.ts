import { posix } from 'node:path';
import * as vscode from 'vscode';
import { asLine } from '../../base/foreignText';
import { languageOfPreview } from '../textPage';

export interface Diff {
  readonly document: vscode.TextDocument;
  /** What the document may become. */
  readonly preview: vscode.Uri;
  readonly becomes: 'generated' | 'refactored';
  readonly options: Omit<vscode.TextDocumentShowOptions, 'preview'>;
}

/** A document and what it may become, side by side in a tab that no other file takes the place of. */
export async function openDiff({ document, preview, becomes, options }: Diff): Promise<void> {
  const after = await vscode.workspace.openTextDocument(preview);
  await vscode.languages.setTextDocumentLanguage(after, languageOfPreview(document.languageId));
  const title = asLine(`${posix.basename(document.uri.path)} ↔ ${becomes}`);
  const show: vscode.TextDocumentShowOptions = { ...options, preview: false };
  await vscode.commands.executeCommand('vscode.diff', document.uri, preview, title, show);
}
