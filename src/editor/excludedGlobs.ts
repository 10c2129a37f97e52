import * as vscode from 'vscode';

/** What people hide from the explorer is not read for a model either. */
export function excludedGlobs(): string[] {
  const globs = vscode.workspace.getConfiguration('files').get<Record<string, unknown>>('exclude');
  return Object.entries(globs ?? {})
    .filter(([, hidden]) => hidden === true)
    .map(([glob]) => glob);
}
