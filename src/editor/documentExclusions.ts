import { basename, dirname, posix } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { LruMap } from '../base/lru';
import {
  createExclusion,
  exclusionByName,
  type Exclusion,
  type ExclusionReader,
  type FileExclusion,
} from '../context/exclude';
import { createFolderReader, type FolderReader } from '../context/folderReader';
import { pathsInAddress } from '../context/pathsInAddress';
import { excludedGlobs, onDidChangeExcludedGlobs } from './excludedGlobs';
import { virtualFolder } from './virtualFolder';

/** Documents made of lines of files, each of which would have to be judged. */
const collections: ReadonlySet<string> = new Set(['search-editor']);

/** Folders whose rules are remembered; each file opened by itself has one of its own. */
const maxFolders = 64;

/**
 * Whether a document may be shown to a model, asked of the one judge there is. Verdicts are kept
 * until an ignore file or the settings change, since every keystroke asks.
 */
export class DocumentExclusions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly judges = new LruMap<string, FileExclusion>(maxFolders);
  /** Watchers of the ignore files that the judges of now follow. */
  private above = new DisposableStore();
  private readonly verdicts = new Map<string, Promise<Exclusion | undefined>>();

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/{.gitignore,.trellisignore}');
    const forget = (): void => this.forget();
    this.store.add(watcher);
    this.store.add(watcher.onDidChange(forget));
    this.store.add(watcher.onDidCreate(forget));
    this.store.add(watcher.onDidDelete(forget));
    this.store.add(onDidChangeExcludedGlobs(forget));
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
    this.above.dispose();
  }

  /** Whatever the scheme: a diff's left side and text not saved yet have a file's name, too. */
  private async judge(uri: vscode.Uri): Promise<Exclusion | undefined> {
    if (collections.has(uri.scheme)) {
      return { reason: 'shows text of other files', detail: uri.scheme };
    }
    for (const path of pathsInAddress(uri)) {
      const exclusion =
        path.startsWith('/') || /^[a-z]:[/\\]/i.test(path)
          ? await this.judgeFile(path === uri.path ? whereIn(uri) : vscode.Uri.file(path))
          : exclusionByName(path);
      if (exclusion !== undefined) return exclusion;
    }
    return undefined;
  }

  private judgeFile(uri: vscode.Uri): Promise<Exclusion | undefined> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    // A file opened by itself has the rules of its repository, and the names of all its folders.
    const root = folder?.uri ?? vscode.Uri.joinPath(uri, '..');
    const path = folder
      ? vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/')
      : posix.basename(uri.path);
    return this.judgeOf(root, folder?.uri).isExcluded(path);
  }

  private judgeOf(root: vscode.Uri, folder: vscode.Uri | undefined): FileExclusion {
    const key = root.toString();
    const known = this.judges.get(key);
    if (known) return known;
    const onDisk = root.scheme === 'file' ? createFolderReader(root.fsPath) : undefined;
    const judge = createExclusion(onDisk ?? virtualFolder(root), {
      patterns: excludedGlobs(folder),
      // However large a file is, only the text around the cursor is sent.
      maxBytes: Infinity,
    });
    this.judges.set(key, judge);
    if (onDisk) {
      void this.watchAbove(root, onDisk);
      void this.watchGit(onDisk);
    }
    return judge;
  }

  /** Ignore files from the repository's root down to a folder; those below it are watched anyway. */
  private async watchAbove(root: vscode.Uri, reader: ExclusionReader): Promise<void> {
    const { paths, inRepository } = await reader.place();
    let folder = vscode.Uri.file(paths.at(-1) ?? root.fsPath);
    for (let left = inRepository.split('/').length; left > 0; left--) {
      this.watch(new vscode.RelativePattern(folder, '{.gitignore,.trellisignore}'));
      folder = vscode.Uri.joinPath(folder, '..');
    }
  }

  /** Git's own ignore files, and the configurations that name them, wherever they lie. */
  private async watchGit(reader: FolderReader): Promise<void> {
    const above = this.above;
    for (const path of await reader.gitSources()) {
      if (above !== this.above) return;
      const folder = vscode.Uri.file(dirname(path));
      this.watch(new vscode.RelativePattern(folder, basename(path)));
    }
  }

  private watch(pattern: vscode.RelativePattern): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const forget = (): void => this.forget();
    this.above.add(watcher);
    for (const listen of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.above.add(listen(forget));
    }
  }

  private forget(): void {
    this.judges.clear();
    this.above.dispose();
    this.above = new DisposableStore();
    this.verdicts.clear();
  }
}

/** The file that a document shows, or shows a version of: itself where its own scheme has folders. */
function whereIn(uri: vscode.Uri): vscode.Uri {
  const isInFolder = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return uri.scheme === 'file' || isInFolder
    ? uri.with({ query: '', fragment: '' })
    : vscode.Uri.file(uri.path);
}
