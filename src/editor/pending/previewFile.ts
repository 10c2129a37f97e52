import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';

export const previewScheme = 'trellis-pending';

/**
 * One file in memory that nobody can edit. A file, and no text of a content provider, because VS
 * Code updates those by differences that may split a surrogate pair; files it compares line by line.
 */
export class PreviewFile implements vscode.FileSystemProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(
    new vscode.EventEmitter<readonly vscode.FileChangeEvent[]>(),
  );
  /** Stands in for a time: VS Code reads a file again only where its time moved. */
  private version = 1;

  readonly onDidChangeFile = this.changed.event as vscode.Event<vscode.FileChangeEvent[]>;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly text: () => string,
  ) {
    const options = { isReadonly: true, isCaseSensitive: true };
    this.store.add(vscode.workspace.registerFileSystemProvider(previewScheme, this, options));
  }

  /** The text is another one now. */
  refresh(): void {
    this.version++;
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri: this.uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const size = this.readFile(uri).byteLength;
    return { type: vscode.FileType.File, ctime: 0, mtime: this.version, size };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    if (uri.toString() !== this.uri.toString()) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(this.text());
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;

  dispose(): void {
    this.store.dispose();
  }
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}
