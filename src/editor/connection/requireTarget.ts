import type * as vscode from 'vscode';
import type { Target } from '../../provider/target';
import { commands } from '../commands/commandTable';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import type { ModelChoice } from './modelChoice';
import type { Session } from './session';
import { wordsForNoServer } from '../status/statusOf';
import { showWarning } from '../window/messages';

/** Who answers a command, or why nobody does. */
export interface TargetSources {
  readonly models: Pick<ModelChoice, 'target'>;
  readonly session: Pick<Session, 'connection' | 'source'>;
}

/** The target for a command that cannot do without one; where there is none, says why not. */
export async function requireTarget(
  { models, session }: TargetSources,
  scope?: vscode.ConfigurationScope,
): Promise<Target | undefined> {
  const target = models.target(scope);
  if (target) return target;
  const { connection, source } = session;
  if (connection.state === 'ready') return undefined;
  const connect = commands.connect.title;
  const words = wordsForNoServer(connection, source);
  const choice = await showWarning(words, connect);
  if (choice === connect) await runTrellisCommand('connect');
  return undefined;
}
