import * as vscode from 'vscode';
import { delimiter } from 'node:path';
import type { Disposable } from '../base/disposable';
import type { Configuration } from './configuration';

/** New terminals get what is collected here; VS Code remembers it from one window to the next. */
type Places = Pick<vscode.ExtensionContext, 'environmentVariableCollection' | 'extensionUri'>;

/** Offers the command `trellis` in integrated terminals, where the settings ask for it. */
export function offerInTerminals(
  configuration: Configuration,
  { environmentVariableCollection: environment, extensionUri }: Places,
): Disposable {
  const apply = (): void => {
    environment.clear();
    if (!configuration.get('terminal.command')) return;
    environment.description = 'The command `trellis`';
    const folder = vscode.Uri.joinPath(extensionUri, 'bin').fsPath;
    // Behind what is there: somebody may have another command of that name.
    environment.append('PATH', `${delimiter}${folder}`);
    environment.replace('TRELLIS_NODE', process.execPath);
  };
  apply();
  return configuration.onDidChange(['terminal.command'], apply);
}
