import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { DeferredText } from '../../edits/deferredText';
import { withLineEnding } from '../../edits/lineEndings';
import type { PendingState } from '../../edits/pendingEdit';
import { positionOfOffset } from '../../edits/textPosition';
import { VersionedDocument } from '../../edits/versionedDocument';
import { EditorDocumentHost, offsetsOf, rangeIn, withLineEndingOf } from '../documentHost';
import { TrackedDocument } from './trackedDocument';
import { openDiff } from '../window/openDiff';
import { PendingMarks } from './pendingMarks';
import type { PendingSurface } from './pendingSurface';
import { PreviewFile, previewScheme } from './previewFile';
import { inColumn, onDidCloseLastTab, tabsOf, viewColumnOf } from '../window/tabs';
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
  private readonly followed: TrackedDocument;
  private readonly viewColumn: vscode.ViewColumn | undefined;
  private readonly held: DeferredText;
  private readonly uri: vscode.Uri;
  private readonly file: PreviewFile;
  private versioned: VersionedDocument;
  /** Whether the text is on its way into the document; what comes of it is told when that is done. */
  private entering: 'no' | 'yes' = 'no';
  /** Where in the text a wrong character stands. */
  private wrong: { readonly offset: number; readonly length: number } | undefined;

  readonly onDidChange = this.changed.event;
  readonly titlePath = undefined;
  readonly leftBecause = undefined;

  constructor({ document, selection, viewColumn }: vscode.TextEditor) {
    this.viewColumn = viewColumnOf(document.uri) ?? viewColumn;
    this.followed = this.store.add(new TrackedDocument(document));
    const bring = async (): Promise<void> => {
      await this.showDocument();
    };
    const place = offsetsOf(document, selection);
    this.versioned = this.open(document);
    this.held = this.store.add(new DeferredText(this.versioned, place, { bring }));
    this.uri = previewOf(document);
    this.file = this.store.add(new PreviewFile(this.uri, () => this.content()));
    this.store.add(this.held.onDidChange(() => this.tell()));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === this.uri.toString()) this.mark();
      }),
    );
    this.store.add(
      onDidCloseLastTab(this.uri, () => {
        if (!this.followed.isMoving) void this.held.discard();
      }),
    );
    this.store.add(
      this.followed.onDidMove((moved) => {
        this.versioned = this.open(moved);
        void this.held.moveTo(this.versioned).then(() => this.reopen());
      }),
    );
  }

  get state(): PendingState {
    return this.held.state;
  }

  /** Nothing enters the document before it is decided. */
  get written(): undefined {
    return undefined;
  }

  get text(): string {
    return this.held.written;
  }

  get placeIsLost(): boolean {
    return this.held.place === 'lost';
  }

  get place(): { readonly uri: vscode.Uri; readonly line: number } {
    return { uri: this.uri, line: positionOfOffset(this.held.preview, this.held.where.start).line };
  }

  get document(): vscode.Uri {
    return this.followed.document.uri;
  }

  get inFront(): boolean {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab !== undefined && tabsOf(this.uri).includes(tab);
  }

  /** Opens the diff where the text stands; it is in it from the first piece on. */
  async reveal(): Promise<void> {
    const { uri, viewColumn } = this;
    const { document } = this.followed;
    const { line, character } = positionOfOffset(this.held.preview, this.held.where.start);
    const at = new vscode.Position(line, character);
    const options = { selection: new vscode.Range(at, at), ...inColumn(viewColumn) };
    await openDiff({ document, preview: uri, becomes: 'generated', options });
  }

  write(chunk: string): void {
    this.held.write(chunk);
  }

  finish(): Promise<void> {
    this.held.finish();
    return Promise.resolve();
  }

  async keep(): Promise<void> {
    this.entering = 'yes';
    try {
      await this.held.keep();
      if (this.held.state === 'kept') await this.showKept();
      // The document came to the front to be edited; what waits still is in the diff.
      else if (this.held.state === 'deciding') await this.reveal();
    } finally {
      this.entering = 'no';
      this.tell();
    }
  }

  async discard(): Promise<void> {
    await this.held.discard();
    if (this.held.state === 'discarded') await this.close();
  }

  pointOut(before: string, character: string): WrongCharacter {
    const offset = withLineEnding(before, '\n').length;
    this.wrong = { offset, length: withLineEnding(character, '\n').length };
    this.mark();
    const place = positionOfOffset(this.held.preview, this.held.where.start + offset);
    return { character, line: place.line + 1, column: place.character + 1 };
  }

  dispose(): void {
    this.store.dispose();
  }

  private open(document: vscode.TextDocument): VersionedDocument {
    const host = this.store.add(new EditorDocumentHost(document));
    return this.store.add(new VersionedDocument(host));
  }

  private tell(): void {
    if (this.entering === 'yes') return;
    this.file.refresh();
    this.changed.fire();
  }

  private content(): string {
    return withLineEndingOf(this.followed.document, this.held.preview);
  }

  private mark(): void {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.uri.toString(),
    );
    if (!editor || !this.wrong) return;
    const from = this.held.where.start + this.wrong.offset;
    const wrong = rangeIn(this.held.preview, from, from + this.wrong.length);
    this.marks.draw(editor, { text: undefined, wrong });
  }

  private async showKept(): Promise<void> {
    const editor = await this.showDocument();
    const { end } = this.held.where;
    const cursor = rangeIn(this.versioned.now.text, end, end).end;
    editor.selection = new vscode.Selection(cursor, cursor);
    editor.revealRange(editor.selection);
    await this.close();
  }

  private showDocument(): Thenable<vscode.TextEditor> {
    const { viewColumn } = this;
    return vscode.window.showTextDocument(this.followed.document, {
      preview: false,
      ...inColumn(viewColumn),
    });
  }

  /** On a file of another name: VS Code closes what shows the old one. */
  private async reopen(): Promise<void> {
    const old = tabsOf(this.uri);
    await this.reveal();
    await vscode.window.tabGroups.close(old.filter((tab) => tabsOf(this.uri).includes(tab)));
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
