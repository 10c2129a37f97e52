import * as vscode from 'vscode';

/**
 * Whether a document may be written, as far as its file says: what a person made read-only in the
 * editor alone, extensions are not told, and the commands' `enablement` must see to.
 */
export async function mayWrite({ uri }: vscode.TextDocument): Promise<boolean> {
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return true;
  // `undefined` is a scheme without files: documents that an extension provides, to be read only.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true) return false;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) === 0;
  } catch {
    // A file that is not there yet, or no more, is made when its document is saved.
    return true;
  }
}
