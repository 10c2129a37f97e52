import { dirname, basename } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { createExclusion, type Exclusion, type FileExclusion } from '../context/exclude';
import { createFolderReader } from '../context/folderReader';
import { excludedGlobs } from './excludedGlobs';

const filelike: ReadonlySet<string> = new Set(['file', 'vscode-notebook-cell']);

/**
 * Whether a document may be shown to a model, asked of the one judge there is. Verdicts are kept
 * until an ignore file or the settings change, since every keystroke asks.
 */
export class Readable implements Disposable {
  private readonly store = new DisposableStore();
  private readonly judges = new Map<string, FileExclusion>();
  private readonly verdicts = new Map<string, Promise<Exclusion | undefined>>();

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/{.gitignore,.trellisignore}');
    const forget = (): void => this.forget();
    this.store.add(watcher);
    this.store.add(watcher.onDidChange(forget));
    this.store.add(watcher.onDidCreate(forget));
    this.store.add(watcher.onDidDelete(forget));
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('files.exclude')) forget();
      }),
    );
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.verdicts.delete(uri.toString())),
    );
  }

  /** Why the document may not be read for a model; `undefined` where it may. */
  exclusionOf({ uri }: vscode.TextDocument): Promise<Exclusion | undefined> {
    const key = uri.toString();
    const known = this.verdicts.get(key);
    if (known) return known;
    const verdict = this.judge(uri);
    this.verdicts.set(key, verdict);
    verdict.catch(() => this.verdicts.delete(key));
    return verdict;
  }

  dispose(): void {
    this.store.dispose();
  }

  private judge(uri: vscode.Uri): Promise<Exclusion | undefined> {
    // What is no file (output, a diff's other side, text not saved yet) has no rules of a folder.
    if (!filelike.has(uri.scheme)) return Promise.resolve(undefined);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    // A file opened by itself has no folder whose rules could apply; its name still tells secrets.
    const root = folder?.uri.fsPath ?? dirname(uri.fsPath);
    const path = folder
      ? vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/')
      : basename(uri.fsPath);
    return this.judgeOf(root, folder?.uri).isExcluded(path);
  }

  private judgeOf(root: string, folder: vscode.Uri | undefined): FileExclusion {
    const known = this.judges.get(root);
    if (known) return known;
    const judge = createExclusion(createFolderReader(root), {
      patterns: excludedGlobs(folder),
      // However large a file is, only the text around the cursor is sent.
      maxBytes: Infinity,
    });
    this.judges.set(root, judge);
    return judge;
  }

  private forget(): void {
    this.judges.clear();
    this.verdicts.clear();
  }
}
