import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { Engine } from './connectionKeeper';
import { EngineProcess } from './engineProcess';
import { excludedGlobs } from './excludedGlobs';

/** The embedded engine over the folders that are open. */
export function createEngine(extensionUri: vscode.Uri, log: Log): Engine & Disposable {
  const engine = new EngineProcess(log);
  return {
    get running() {
      return engine.running;
    },
    onDidExit: engine.onDidExit,
    start: () =>
      engine.start({
        script: vscode.Uri.joinPath(extensionUri, 'dist', 'embedded.js').fsPath,
        folders: localFolders(),
        exclude: excludedGlobs(vscode.workspace.workspaceFolders?.[0]?.uri),
        token: randomUUID(),
      }),
    stop: () => {
      engine.stop();
    },
    dispose: () => {
      engine.dispose();
    },
  };
}

function localFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
