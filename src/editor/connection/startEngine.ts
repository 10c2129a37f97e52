import * as vscode from 'vscode';
import type { Session } from './session';
import { showWarning } from '../window/messages';

/** Starts the embedded engine anew, or offers what must come first. */
export async function startEngine(session: Pick<Session, 'startEmbedded'>): Promise<void> {
  if (vscode.workspace.isTrusted) {
    await session.startEmbedded();
    return;
  }
  const manage = 'Manage Workspace Trust';
  const choice = await showWarning(
    'The embedded engine reads the whole workspace, so it only starts in a trusted workspace.',
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
