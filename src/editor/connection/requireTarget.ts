import * as vscode from 'vscode';
import type { Target } from '../../provider/target';
import { commands } from '../commands/commandTable';
import type { Session } from './session';
import { wordsForNoServer } from '../status/statusOf';
import { showWarning } from '../window/messages';

/** The target for a command that cannot do without one; where there is none, says why not. */
export async function requireTarget(
  session: Session,
  scope?: vscode.ConfigurationScope,
): Promise<Target | undefined> {
  const target = session.target(scope);
  if (target) return target;
  const { connection, source } = session;
  if (connection.state === 'ready') return undefined;
  const connect = commands.connect.title;
  const words = wordsForNoServer(connection, source);
  const choice = await showWarning(words, connect);
  if (choice === connect) await vscode.commands.executeCommand(commands.connect.id);
  return undefined;
}
