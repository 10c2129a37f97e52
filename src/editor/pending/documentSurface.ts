import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { PendingEdit, type DocumentEdit, type PendingState } from '../../edits/pendingEdit';
import type { PendingSurface } from './pendingSurface';

/**
 * Text that streams straight into the document, as one undo step: a stop stands only before its
 * first edit. Typing after it begins a step of its own, as it does after every edit that is no typing.
 */
export class DocumentSurface implements PendingSurface {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly pending: PendingEdit;
  private readonly marker: vscode.TextEditorDecorationType;
  private readonly document: vscode.TextDocument;
  private expected: DocumentEdit | undefined;
  private undoStop: 'needed' | 'set' = 'needed';
  private pumping: Promise<void> = Promise.resolve();

  readonly onDidChange = this.changed.event;

  constructor(editor: vscode.TextEditor) {
    this.document = editor.document;
    const offset = this.document.offsetAt(editor.selection.active);
    const crlf = this.document.eol === vscode.EndOfLine.CRLF;
    this.pending = new PendingEdit(offset, crlf ? '\r\n' : '\n');
    this.marker = this.store.add(
      vscode.window.createTextEditorDecorationType({
        backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.document) this.follow(contentChanges);
      }),
    );
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.pump()));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.document) this.leave();
      }),
    );
  }

  get state(): PendingState {
    return this.pending.state;
  }

  get place(): { readonly uri: vscode.Uri; readonly line: number } {
    const { line } = this.document.positionAt(this.pending.where.start);
    return { uri: this.document.uri, line };
  }

  write(chunk: string): void {
    this.pending.write(chunk);
    this.pump();
  }

  async finish(): Promise<void> {
    this.pending.finish();
    this.pump();
    await this.pumping;
    this.changed.fire();
  }

  async keep(): Promise<void> {
    await this.pumping;
    this.pending.keep();
    this.changed.fire();
  }

  async discard(): Promise<void> {
    await this.pumping;
    const edit = this.pending.discard();
    if (edit) await this.apply(edit);
    this.changed.fire();
  }

  async reveal(): Promise<void> {
    const { line } = this.place;
    const selection = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(this.document, { selection });
  }

  dispose(): void {
    this.store.dispose();
  }

  /** The document is gone, and what was written into it with it, or saved. */
  private leave(): void {
    this.pending.leave();
    this.changed.fire();
  }

  /** Writes what waits, one edit after another: VS Code refuses two at a time. */
  private pump(): void {
    this.pumping = this.pumping.then(async () => {
      this.pending.show(this.editor() ? 'shown' : 'hidden');
      for (let edit = this.pending.next(); edit; edit = this.pending.next()) {
        // Refused where somebody typed in the same moment; the next round knows where it moved.
        if (!(await this.apply(edit)) && !this.editor()) return;
      }
      this.mark();
    });
  }

  private async apply(edit: DocumentEdit): Promise<boolean> {
    const editor = this.editor();
    if (!editor) return this.applyUnseen(edit);
    this.expected = edit;
    const applied = await editor.edit((builder) => builder.replace(this.rangeOf(edit), edit.text), {
      undoStopBefore: this.undoStop === 'needed',
      undoStopAfter: false,
    });
    if (applied) this.undoStop = 'set';
    this.lookForOwn(applied);
    return applied;
  }

  /** Only a decision is carried out while the document is out of sight. */
  private async applyUnseen(edit: DocumentEdit): Promise<boolean> {
    this.expected = edit;
    const change = new vscode.WorkspaceEdit();
    change.replace(this.document.uri, this.rangeOf(edit), edit.text);
    const applied = await vscode.workspace.applyEdit(change);
    this.lookForOwn(applied);
    return applied;
  }

  /** An edit that was made but never seen as made went wrong: better to stop than to write it twice. */
  private lookForOwn(applied: boolean): void {
    if (applied && this.expected) this.pending.leave();
    this.expected = undefined;
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      const { expected } = this;
      const own =
        expected?.offset === rangeOffset &&
        expected.removed === rangeLength &&
        expected.text === text;
      if (!own) {
        this.pending.changed({ offset: rangeOffset, removed: rangeLength, inserted: text.length });
      } else {
        this.expected = undefined;
        if (text !== '') this.pending.applied(expected);
      }
    }
    this.mark();
    this.changed.fire();
  }

  private mark(): void {
    const { start, end } = this.pending.where;
    const range = this.rangeOf({ offset: start, removed: end - start, text: '' });
    this.editor()?.setDecorations(this.marker, this.pending.decided ? [] : [range]);
  }

  private rangeOf({ offset, removed }: DocumentEdit): vscode.Range {
    const { document } = this;
    return new vscode.Range(document.positionAt(offset), document.positionAt(offset + removed));
  }

  private editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document }) => document === this.document);
  }
}
