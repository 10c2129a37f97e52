import * as vscode from 'vscode';
import type { Target } from '../provider/target';
import { commands } from './commandTable';
import type { Session } from './session';

/** The target for a command that cannot do without one; where there is none, offers to connect. */
export async function needTarget(
  session: Session,
  scope?: vscode.ConfigurationScope,
): Promise<Target | undefined> {
  const target = session.target(scope);
  if (target) return target;
  const connect = commands.connect.title;
  const choice = await vscode.window.showWarningMessage('No server is connected.', connect);
  if (choice === connect) await vscode.commands.executeCommand(commands.connect.id);
  return undefined;
}
