import * as vscode from 'vscode';
import type { ExclusionReader } from '../context/exclude';

/** Reads below a folder that is on no disk of this machine; what binaries hold is not looked at. */
export function virtualFolder(root: vscode.Uri): ExclusionReader {
  const place = (path: string): vscode.Uri => vscode.Uri.joinPath(root, path);
  const orNothing = async <T>(reading: Thenable<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch {
      return undefined;
    }
  };
  return {
    letterCase: 'exact',
    place: () => Promise.resolve({ paths: [root.path], inRepository: '' }),
    gitFiles: (path) => Promise.resolve(path === '.git' ? ['.git/info/exclude'] : []),
    async readText(path) {
      const bytes = await orNothing(vscode.workspace.fs.readFile(place(path)));
      return bytes && new TextDecoder().decode(bytes);
    },
    async readHead(path) {
      const status = await orNothing(vscode.workspace.fs.stat(place(path)));
      return status?.type === vscode.FileType.File
        ? { size: status.size, head: new Uint8Array() }
        : undefined;
    },
    resolve: (path) => Promise.resolve(path),
  };
}
