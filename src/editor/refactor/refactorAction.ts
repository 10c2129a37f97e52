import * as vscode from 'vscode';
import { commands } from '../commands/commandTable';

/** Documents that a diff can be shown for. */
export const refactorSelector: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-remote' },
  { scheme: 'vscode-userdata' },
];

export const refactorActionKinds = [vscode.CodeActionKind.RefactorRewrite];

/** The light bulb's entry, wherever something is selected and a server is there to ask. */
export class RefactorAction implements vscode.CodeActionProvider {
  constructor(private readonly isConnected: () => boolean) {}

  provideCodeActions(_: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (range.isEmpty || !this.isConnected()) return [];
    const { id, title } = commands.refactorSelection;
    const action = new vscode.CodeAction(
      `Trellis: ${title}`,
      vscode.CodeActionKind.RefactorRewrite,
    );
    action.command = { command: id, title };
    return [action];
  }
}
