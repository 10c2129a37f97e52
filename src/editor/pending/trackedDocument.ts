import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { onDidCloseLastTab } from '../window/tabs';

/**
 * A document for as long as it is open, whatever its file is called. To VS Code a file of another name
 * is another document; and a language mode of its own is told as a closing, though nothing closes.
 */
export class TrackedDocument implements Disposable {
  private readonly store = new DisposableStore();
  private readonly moved = this.store.add(new Emitter<vscode.TextDocument>());
  private readonly closed = this.store.add(new Emitter<void>());
  private readonly tab = this.store.add(new TabWatch());
  /** What the file is about to be called. */
  private movingTo: vscode.Uri | undefined;

  /** Its file has another name. */
  readonly onDidMove = this.moved.event;
  /** It is closed, or the last tab that shows it. */
  readonly onDidClose = this.closed.event;

  constructor(private current: vscode.TextDocument) {
    this.tab.watch(current.uri, () => void this.close());
    this.store.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.current && document.isClosed) void this.close();
      }),
    );
    this.store.add(
      vscode.workspace.onWillRenameFiles(({ files }) => {
        this.movingTo = newUri(this.current.uri, files) ?? this.movingTo;
      }),
    );
    this.store.add(
      vscode.workspace.onDidRenameFiles(({ files }) => {
        const uri = newUri(this.current.uri, files);
        if (uri) void this.move(uri);
      }),
    );
  }

  get document(): vscode.TextDocument {
    return this.current;
  }

  /** Whether its file is just getting another name: what is closed meanwhile is opened again. */
  get isMoving(): boolean {
    return this.movingTo !== undefined;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async move(uri: vscode.Uri): Promise<void> {
    this.movingTo = uri;
    try {
      this.current = await vscode.workspace.openTextDocument(uri);
    } catch {
      this.closed.fire();
      return;
    } finally {
      this.movingTo = undefined;
    }
    this.tab.watch(uri, () => void this.close());
    this.moved.fire(this.current);
  }

  private async close(): Promise<void> {
    // A file that is still there did not get its other name.
    if (this.movingTo && !(await exists(this.current.uri))) return;
    this.closed.fire();
  }
}

/** Calls back for the tabs of one document at a time. */
class TabWatch implements Disposable {
  private watching: vscode.Disposable | undefined;

  watch(uri: vscode.Uri, onClose: () => void): void {
    this.watching?.dispose();
    this.watching = onDidCloseLastTab(uri, onClose);
  }

  dispose(): void {
    this.watching?.dispose();
  }
}

/** What a file is called after a renaming of itself or of a folder that it lies in. */
function newUri(
  uri: vscode.Uri,
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): vscode.Uri | undefined {
  for (const { oldUri, newUri } of files) {
    if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
    if (uri.path === oldUri.path) return newUri;
    if (uri.path.startsWith(`${oldUri.path}/`)) {
      return newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) });
    }
  }
  return undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
