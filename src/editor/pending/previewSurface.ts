import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { LineEndings } from '../../edits/lineEndings';
import type { PendingState } from '../../edits/pendingEdit';
import { rangeAfter, type PendingRange } from '../../edits/pendingRange';
import type { PendingSurface } from './pendingSurface';

const scheme = 'trellis-pending';
let nextId = 1;

/**
 * Text that streams into a diff beside the document and enters it only when it is kept: with
 * auto-save on, half a sentence would otherwise be on the disk.
 */
export class PreviewSurface implements PendingSurface {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly refreshed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly lineEndings: LineEndings;
  private readonly uri: vscode.Uri;
  private spot: PendingRange;
  private text = '';
  private current: PendingState = 'writing';

  readonly onDidChange = this.changed.event;

  constructor(private readonly editor: vscode.TextEditor) {
    const { document, selection } = editor;
    const offset = document.offsetAt(selection.active);
    this.spot = { start: offset, end: offset };
    this.lineEndings = new LineEndings(document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');
    this.uri = document.uri.with({ scheme, query: String(nextId++) });
    this.store.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.refreshed.event,
        provideTextDocumentContent: () => this.content(),
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.follow(event.contentChanges);
      }),
    );
  }

  get state(): PendingState {
    return this.current;
  }

  get place(): { readonly uri: vscode.Uri; readonly line: number } {
    return { uri: this.uri, line: this.editor.document.positionAt(this.spot.start).line };
  }

  /** Opens the diff; the text is in it from the first piece on. */
  async reveal(): Promise<void> {
    const title = `${vscode.workspace.asRelativePath(this.editor.document.uri)} ↔ generated`;
    await vscode.commands.executeCommand('vscode.diff', this.editor.document.uri, this.uri, title);
  }

  private content(): string {
    const text = this.editor.document.getText();
    return text.slice(0, this.spot.start) + this.text + text.slice(this.spot.start);
  }

  write(chunk: string): void {
    if (this.current !== 'writing') return;
    this.text += this.lineEndings.push(chunk);
    this.refresh();
  }

  finish(): Promise<void> {
    if (this.current === 'writing') {
      this.text += this.lineEndings.flush();
      this.current = 'deciding';
      this.refresh();
    }
    return Promise.resolve();
  }

  async keep(): Promise<void> {
    const { document } = this.editor;
    this.current = 'kept';
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, document.positionAt(this.spot.start), this.text);
    await vscode.workspace.applyEdit(change);
    await this.close();
    this.changed.fire();
  }

  async discard(): Promise<void> {
    this.current = 'discarded';
    await this.close();
    this.changed.fire();
  }

  dispose(): void {
    this.store.dispose();
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      const change = { offset: rangeOffset, removed: rangeLength, inserted: text.length };
      const moved = rangeAfter(this.spot, change);
      // The place itself was removed; where that began is the nearest there is.
      this.spot = moved ?? { start: rangeOffset, end: rangeOffset };
    }
    this.refresh();
  }

  private refresh(): void {
    this.refreshed.fire(this.uri);
    this.changed.fire();
  }

  private async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.modified.toString() === this.uri.toString(),
    );
    await vscode.window.tabGroups.close(own);
  }
}
