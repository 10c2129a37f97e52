import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';

/** What people hide from the explorer is not read for a model either. */
export function excludedGlobs(folder: vscode.Uri | undefined): string[] {
  const files = vscode.workspace.getConfiguration('files', folder);
  const globs = files.get<Record<string, unknown>>('exclude');
  return Object.entries(globs ?? {})
    .filter(([, hidden]) => hidden === true)
    .map(([glob]) => glob);
}

export function onDidChangeExcludedGlobs(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('files.exclude')) listener();
  });
}
