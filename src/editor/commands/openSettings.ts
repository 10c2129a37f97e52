import * as vscode from 'vscode';

/** The settings of this extension, and no others. */
export async function openSettings(extension: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${extension}`);
}
