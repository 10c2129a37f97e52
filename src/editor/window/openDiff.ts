import * as vscode from 'vscode';
import { asLine } from '../../base/foreignText';

export interface Diff {
  readonly before: vscode.Uri;
  readonly after: vscode.Uri;
  readonly title: string;
  readonly options: vscode.TextDocumentShowOptions;
}

/** Two documents side by side, in a tab of that title. */
export async function openDiff({ before, after, title, options }: Diff): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', before, after, asLine(title), options);
}
