import * as vscode from 'vscode';

/**
 * Whether a document cannot be edited, as far as extensions can know: by its file system, by its
 * file or by `files.readonlyInclude`. What a person made read-only for the session is known to
 * context keys alone; commands heed it in their enablement.
 */
export async function isReadOnly(document: vscode.TextDocument): Promise<boolean> {
  const { uri } = document;
  if (document.isUntitled || uri.scheme === 'vscode-notebook-cell') return false;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true) return true;
  return isReadOnlyBySettings(document) || (await isReadOnlyFile(uri));
}

function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  const files = vscode.workspace.getConfiguration('files', document);
  const matches = (setting: string): boolean =>
    Object.entries(files.get<Record<string, boolean>>(setting, {})).some(
      ([glob, on]) =>
        on && vscode.languages.match({ pattern: patternOf(glob, document) }, document) > 0,
    );
  return matches('readonlyInclude') && !matches('readonlyExclude');
}

/** Globs of settings count from the workspace folder. */
function patternOf(glob: string, { uri }: vscode.TextDocument): vscode.GlobPattern {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder ? new vscode.RelativePattern(folder, glob) : glob;
}

async function isReadOnlyFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    return false;
  }
}
