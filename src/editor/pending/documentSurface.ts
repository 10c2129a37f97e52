import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { withLineEnding } from '../../edits/lineEndings';
import type { LeftReason, PendingState } from '../../edits/pendingEdit';
import { PendingWriter, type ReplacedRange } from '../../edits/pendingWriter';
import type { RememberedText } from '../../edits/recoverText';
import { VersionedDocument } from '../../edits/versionedDocument';
import { editorShowing, EditorDocumentHost, rangeIn } from '../documentHost';
import { TrackedDocument } from './trackedDocument';
import { PendingMarks } from './pendingMarks';
import type { PendingSurface } from './pendingSurface';
import { inColumn, viewColumnOf } from '../window/tabs';
import type { WrongCharacter } from './verdictWords';

/**
 * Text that streams straight into the document, as one undo step: a stop stands only before its
 * first edit. Typing after it begins a step of its own, as it does after every edit that is no
 * typing. Only an editor can edit so, and therefore decisions bring the document to the front.
 */
export class DocumentSurface implements PendingSurface {
  private readonly store = new DisposableStore();
  private readonly marks = this.store.add(new PendingMarks());
  private readonly followed: TrackedDocument;
  private readonly writer: PendingWriter;
  private versioned: VersionedDocument;
  /** Where in the text a wrong character stands. */
  private wrong: { readonly offset: number; readonly length: number } | undefined;

  readonly onDidChange: PendingSurface['onDidChange'];
  readonly placeIsLost = false;

  /** @param begunIn the editor to write through while it is visible, where there is one */
  constructor(
    document: vscode.TextDocument,
    place: ReplacedRange,
    private readonly begunIn?: vscode.TextEditor,
  ) {
    this.followed = this.store.add(new TrackedDocument(document));
    this.versioned = this.open(document);
    const bring = (): Promise<void> => this.bring();
    this.writer = this.store.add(new PendingWriter(this.versioned, place, { bring }));
    this.onDidChange = this.writer.onDidChange;
    this.store.add(this.writer.onDidChange(() => this.mark()));
    this.store.add(
      vscode.window.onDidChangeVisibleTextEditors(() => {
        void this.writer.pump();
        this.mark();
      }),
    );
    this.store.add(this.followed.onDidClose(() => this.writer.close()));
    this.store.add(
      this.followed.onDidMove((moved) => {
        this.versioned = this.open(moved);
        void this.writer.moveTo(this.versioned);
      }),
    );
  }

  get state(): PendingState {
    return this.writer.state;
  }

  get leftBecause(): LeftReason | undefined {
    return this.writer.leftBecause;
  }

  get written(): RememberedText | undefined {
    return this.writer.written;
  }

  get text(): string {
    const { start, end } = this.writer.where;
    return this.versioned.now.text.slice(start, end);
  }

  get place(): { readonly uri: vscode.Uri; readonly line: number } {
    const { start } = this.writer.where;
    return { uri: this.document, line: this.rangeOf(start, start).start.line };
  }

  get document(): vscode.Uri {
    return this.followed.document.uri;
  }

  get inFront(): boolean {
    return vscode.window.activeTextEditor?.document === this.followed.document;
  }

  get titlePath(): string {
    return this.document.fsPath;
  }

  write(chunk: string): void {
    this.writer.write(chunk);
  }

  finish(): Promise<void> {
    return this.writer.finish();
  }

  keep(): Promise<void> {
    return this.writer.keep();
  }

  discard(): Promise<void> {
    return this.writer.discard();
  }

  async reveal(): Promise<void> {
    const { uri, line } = this.place;
    await vscode.window.showTextDocument(this.followed.document, {
      selection: new vscode.Range(line, 0, line, 0),
      ...inColumn(viewColumnOf(uri)),
    });
  }

  pointOut(before: string, character: string): WrongCharacter {
    const offset = withLineEnding(before, '\n').length;
    this.wrong = { offset, length: withLineEnding(character, '\n').length };
    this.mark();
    const at = this.writer.where.start + offset;
    const { line, character: column } = this.rangeOf(at, at).start;
    return { character, line: line + 1, column: column + 1 };
  }

  dispose(): void {
    this.store.dispose();
  }

  private open(document: vscode.TextDocument): VersionedDocument {
    const host = this.store.add(new EditorDocumentHost(document, () => this.editor()));
    return this.store.add(new VersionedDocument(host));
  }

  private mark(): void {
    const editor = this.editor();
    if (!editor) return;
    const { state, where } = this.writer;
    const from = where.start + (this.wrong?.offset ?? 0);
    const wrong = this.wrong && this.rangeOf(from, from + this.wrong.length);
    const open = state === 'writing' || state === 'deciding';
    const text = open ? this.rangeOf(where.start, where.end) : undefined;
    this.marks.draw(editor, { text, wrong: open ? wrong : undefined });
  }

  private rangeOf(start: number, end: number): vscode.Range {
    return rangeIn(this.versioned.now.text, start, end);
  }

  /** Makes an editor show the document, in the tab that it has. */
  private async bring(): Promise<void> {
    if (this.editor()) return;
    await vscode.window.showTextDocument(this.followed.document, {
      preserveFocus: true,
      preview: false,
      ...inColumn(viewColumnOf(this.document)),
    });
  }

  private editor(): vscode.TextEditor | undefined {
    const { begunIn } = this;
    const { document } = this.followed;
    const shown = begunIn && vscode.window.visibleTextEditors.includes(begunIn);
    return shown && begunIn.document === document ? begunIn : editorShowing(document);
  }
}
