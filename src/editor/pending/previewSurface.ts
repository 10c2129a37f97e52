import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { LineEndings, withLineEnding } from '../../edits/lineEndings';
import type { PendingState } from '../../edits/pendingEdit';
import { rangeAfter, type PendingRange } from '../../edits/pendingRange';
import { endOf } from '../../edits/textEnd';
import { languageOfPreview } from '../quietPage';
import { openDiff } from '../window/openDiff';
import { lineEndingOf } from './lineEndingOf';
import { PendingMarks } from './pendingMarks';
import type { PendingSurface } from './pendingSurface';
import { PreviewFile, previewScheme } from './previewFile';
import { columnOf, onDidCloseLastTab, tabsOf } from './tabs';
import type { WrongCharacter } from './verdictWords';

let nextId = 1;

/**
 * Text that streams into a diff beside the document and enters it only when it is kept: with
 * auto-save on, half a sentence would otherwise be on the disk. Closing the diff discards it.
 */
export class PreviewSurface implements PendingSurface {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly marks = this.store.add(new PendingMarks());
  private readonly document: vscode.TextDocument;
  private readonly viewColumn: vscode.ViewColumn | undefined;
  private readonly lineEndings: LineEndings;
  private readonly uri: vscode.Uri;
  private readonly file: PreviewFile;
  /** What the text takes the place of. */
  private spot: PendingRange;
  private text = '';
  private current: PendingState = 'writing';
  /** Where in the text a wrong character stands. */
  private wrong: { readonly offset: number; readonly length: number } | undefined;

  readonly onDidChange = this.changed.event;
  readonly titlePath = undefined;

  constructor({ document, selection, viewColumn }: vscode.TextEditor) {
    this.document = document;
    this.viewColumn = columnOf(document.uri) ?? viewColumn;
    this.spot = {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    };
    this.lineEndings = new LineEndings(lineEndingOf(document));
    this.uri = previewOf(document);
    this.file = this.store.add(new PreviewFile(this.uri, () => this.content()));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.follow(event.contentChanges);
        else if (event.document.uri.toString() === this.uri.toString()) this.mark();
      }),
    );
    this.store.add(onDidCloseLastTab(this.uri, () => this.end('discarded')));
  }

  get state(): PendingState {
    return this.current;
  }

  get place(): { readonly uri: vscode.Uri; readonly line: number } {
    return { uri: this.uri, line: this.document.positionAt(this.spot.start).line };
  }

  get inFront(): boolean {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab !== undefined && tabsOf(this.uri).includes(tab);
  }

  /** Opens the diff where the text stands; it is in it from the first piece on. */
  async reveal(): Promise<void> {
    const { document, uri, viewColumn } = this;
    const preview = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(preview, languageOfPreview(document.languageId));
    const at = document.positionAt(this.spot.start);
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    // Not as a preview tab, which the next file that is looked at would close.
    const options: vscode.TextDocumentShowOptions = {
      preview: false,
      selection: new vscode.Range(at, at),
      ...(viewColumn !== undefined && { viewColumn }),
    };
    const title = `${name} ↔ generated`;
    await openDiff({ before: document.uri, after: uri, title, options });
  }

  write(chunk: string): void {
    if (this.current !== 'writing') return;
    this.text += this.lineEndings.push(chunk);
    this.refresh();
  }

  finish(): Promise<void> {
    this.complete();
    this.refresh();
    return Promise.resolve();
  }

  async keep(): Promise<void> {
    this.complete();
    if (this.current !== 'deciding') return;
    const { document, viewColumn } = this;
    const start = this.spot.start;
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, this.spotRange(), this.text);
    // Meanwhile the document's own change is no news.
    this.current = 'kept';
    const applied = this.text === '' || (await vscode.workspace.applyEdit(change));
    if (!applied) {
      this.current = 'deciding';
      return;
    }
    await this.close();
    const end = document.positionAt(start + this.text.length);
    await vscode.window.showTextDocument(document, {
      preview: false,
      selection: new vscode.Range(end, end),
      ...(viewColumn !== undefined && { viewColumn }),
    });
    this.changed.fire();
  }

  async discard(): Promise<void> {
    this.end('discarded');
    await this.close();
  }

  pointOut(before: string, character: string): WrongCharacter {
    const ending = lineEndingOf(this.document);
    const inFront = withLineEnding(before, ending);
    this.wrong = { offset: inFront.length, length: withLineEnding(character, ending).length };
    this.mark();
    const place = endOf(this.document.positionAt(this.spot.start), inFront);
    return { character, line: place.line + 1, column: place.character + 1 };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** What is selected stands until there is text in its place. */
  private content(): string {
    const text = this.document.getText();
    if (this.text === '') return text;
    return text.slice(0, this.spot.start) + this.text + text.slice(this.spot.end);
  }

  private complete(): void {
    if (this.current !== 'writing') return;
    this.text += this.lineEndings.flush();
    this.current = 'deciding';
  }

  private end(decision: 'discarded'): void {
    if (this.current !== 'writing' && this.current !== 'deciding') return;
    this.current = decision;
    this.changed.fire();
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    if (this.current !== 'writing' && this.current !== 'deciding') return;
    for (const { rangeOffset, rangeLength, text } of changes) {
      const change = { offset: rangeOffset, removed: rangeLength, inserted: text.length };
      const moved = rangeAfter(this.spot, change);
      // The place itself was edited, so nothing of it may be replaced: the text goes in front.
      this.spot = moved ?? { start: rangeOffset, end: rangeOffset };
    }
    this.refresh();
  }

  private refresh(): void {
    this.file.refresh();
    this.changed.fire();
  }

  private mark(): void {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.uri.toString(),
    );
    if (!editor || !this.wrong) return;
    const from = this.spot.start + this.wrong.offset;
    const { document } = editor;
    const to = document.positionAt(from + this.wrong.length);
    const wrong = new vscode.Range(document.positionAt(from), to);
    this.marks.draw(editor, { text: undefined, wrong });
  }

  private spotRange(): vscode.Range {
    const { start, end } = this.spot;
    return new vscode.Range(this.document.positionAt(start), this.document.positionAt(end));
  }

  private async close(): Promise<void> {
    await vscode.window.tabGroups.close(tabsOf(this.uri));
  }
}

/** A name of its own for each, with the path that people know the document by. */
function previewOf({ uri }: vscode.TextDocument): vscode.Uri {
  const path = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
  return vscode.Uri.from({
    scheme: previewScheme,
    path: path.startsWith('/') ? path : `/${path}`,
    query: String(nextId++),
  });
}
