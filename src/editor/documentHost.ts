/** Documents of VS Code for edits of ours. No other file edits a document. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type {
  DocumentEdit,
  DocumentEvent,
  DocumentHost,
  UndoGrouping,
} from '../edits/documentEdit';
import { withLineEnding } from '../edits/lineEndings';
import { offsetOfPosition, positionOfOffset } from '../edits/textPosition';

/** Of what shows the document, the one to edit through. */
export type EditorOf = (document: vscode.TextDocument) => vscode.TextEditor | undefined;

/**
 * Edits go through editors, never through workspace edits, which write into read-only files as well.
 * An editor sends the version that it edits along, and VS Code refuses what was made for another.
 */
export class EditorDocumentHost implements DocumentHost, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<DocumentEvent>());
  private text: string;
  private known: number;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly document: vscode.TextDocument,
    private readonly editorOf: EditorOf = editorShowing,
  ) {
    this.text = textOf(document);
    this.known = document.version;
    this.store.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.follow(event.contentChanges);
      }),
    );
  }

  get version(): number {
    return this.document.version;
  }

  snapshot(): { readonly version: number; readonly text: string } {
    return { version: this.known, text: this.text };
  }

  async tryEdit(
    { offset, removed, text }: DocumentEdit,
    undo: UndoGrouping,
  ): Promise<'accepted' | 'rejected' | 'hidden'> {
    const editor = this.editorOf(this.document);
    if (!editor) return 'hidden';
    const range = rangeIn(this.text, offset, offset + removed);
    const stops = { undoStopBefore: undo === 'new', undoStopAfter: false };
    const accepted = await editor.edit((builder) => builder.replace(range, text), stops);
    return accepted ? 'accepted' : 'rejected';
  }

  dispose(): void {
    this.store.dispose();
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    // Without a change of the text only the name or the state of the file changed.
    if (this.document.version === this.known) return;
    const before = this.text;
    this.text = textOf(this.document);
    this.known = this.document.version;
    const edits = changes.map(({ range, text }) => {
      const offset = offsetOfPosition(before, range.start);
      const removed = offsetOfPosition(before, range.end) - offset;
      return { offset, removed, text: withLineEnding(text, '\n') };
    });
    this.changed.fire({ after: this.snapshot(), edits });
  }
}

/** An editor that can edit: the left side of a diff and what peeks into a file have no column. */
export function editorShowing(document: vscode.TextDocument): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(
    (editor) => editor.document === document && editor.viewColumn !== undefined,
  );
}

/** The range between two offsets of a text whose line ends are all `\n`. */
export function rangeIn(text: string, start: number, end: number): vscode.Range {
  const [from, to] = [positionOfOffset(text, start), positionOfOffset(text, end)];
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

/** The offsets of a range, each line end counted as one. */
export function offsetsOf(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): { readonly start: number; readonly end: number } {
  const text = textOf(document);
  return { start: offsetOfPosition(text, start), end: offsetOfPosition(text, end) };
}

/** The text as the document spells its line ends. */
export function withLineEndingOf({ eol }: vscode.TextDocument, text: string): string {
  return withLineEnding(text, eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');
}

function textOf(document: vscode.TextDocument): string {
  return withLineEnding(document.getText(), '\n');
}
