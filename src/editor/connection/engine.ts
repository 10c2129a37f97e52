import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { StartableEngine } from './connectionKeeper';
import { EngineProcess } from './engineProcess';
import { excludedGlobs, onDidChangeExcludedGlobs } from '../excludedGlobs';

/** The embedded engine over the folders that are open. */
export function createEngine(extensionUri: vscode.Uri, log: Log): StartableEngine & Disposable {
  const engine = new EngineProcess(log);
  return {
    get running() {
      return engine.running;
    },
    onDidExit: engine.onDidExit,
    start: () =>
      engine.start({
        script: vscode.Uri.joinPath(extensionUri, 'dist', 'embedded.js').fsPath,
        folders: localFolders().map(({ fsPath }) => fsPath),
        exclude: Object.fromEntries(
          localFolders().map((folder) => [folder.fsPath, excludedGlobs(folder)]),
        ),
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

/** Calls back when what the engine may learn from has changed. */
export function onDidChangeCorpus(listener: () => void): Disposable {
  const store = new DisposableStore();
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(listener));
  store.add(onDidChangeExcludedGlobs(listener));
  return store;
}

function localFolders(): vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => uri).filter(({ scheme }) => scheme === 'file');
}
