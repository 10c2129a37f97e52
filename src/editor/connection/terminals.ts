import * as vscode from 'vscode';
import { delimiter } from 'node:path';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Configuration } from '../configuration';
import type { ModelChoice } from './modelChoice';
import type { Session } from './session';
import { terminalVariables, type Variables } from './terminalVariables';

export interface IntegratedTerminalOptions {
  readonly configuration: Configuration;
  readonly session: Pick<Session, 'connection' | 'apiKey'>;
  readonly models: Pick<ModelChoice, 'chosen' | 'onDidChange'>;
  /** New terminals get what is collected here. */
  readonly places: Pick<vscode.ExtensionContext, 'environmentVariableCollection' | 'extensionUri'>;
}

/** Offers the command `trellis` in integrated terminals, where the settings ask for it. */
export function registerTerminalCommand({
  configuration,
  session,
  models,
  places,
}: IntegratedTerminalOptions): Disposable {
  const { environmentVariableCollection: environment, extensionUri } = places;
  let server: Variables = {};
  let collected: string | undefined;
  const apply = (): void => {
    const { connection, apiKey } = session;
    const key = configuration.get('terminal.key') ? apiKey : undefined;
    server = terminalVariables({ connection, model: models.chosen?.model.id, key }) ?? server;
    const offered = configuration.get('terminal.command') ? server : undefined;
    // VS Code asks to start terminals anew after every change, also after one to the same.
    if (JSON.stringify(offered ?? null) === collected) return;
    collected = JSON.stringify(offered ?? null);
    environment.clear();
    // What VS Code remembers from one window to the next is written to the disk, where no key belongs.
    environment.persistent = offered?.['TRELLIS_API_KEY'] === undefined;
    if (!offered) return;
    environment.description = 'Adds the command `trellis`, which uses the server of this window';
    const folder = vscode.Uri.joinPath(extensionUri, 'bin').fsPath;
    // Behind what is there: somebody may have another command of that name.
    environment.append('PATH', `${delimiter}${folder}`);
    environment.replace('TRELLIS_NODE', process.execPath);
    for (const [name, value] of Object.entries(offered)) environment.replace(name, value);
  };
  apply();
  const store = new DisposableStore();
  store.add(configuration.onDidChange(['terminal.command', 'terminal.key'], apply));
  store.add(models.onDidChange(apply));
  return store;
}
