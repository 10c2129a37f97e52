import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { withLineEnding, type LineEnding } from '../../edits/lineEndings';
import { PendingEdit, type DocumentEdit, type PendingState } from '../../edits/pendingEdit';
import { endOf } from '../../edits/textEnd';
import { lineEndingOf } from './lineEndingOf';
import { PendingMarks } from './pendingMarks';
import type { PendingSurface } from './pendingSurface';
import { columnOf, onDidCloseLastTab } from './tabs';
import type { WrongCharacter } from './verdictWords';

/** Edits that VS Code may refuse in a row, each because somebody typed in the same moment. */
const mostRefusals = 20;

/** An edit of ours under way, and what it means once the document reports it. */
interface Expected {
  readonly edit: DocumentEdit;
  readonly seen: () => void;
}

/**
 * Text that streams straight into the document, as one undo step: a stop stands only before its
 * first edit. Typing after it begins a step of its own, as it does after every edit that is no
 * typing. Only an editor can edit so, and therefore decisions bring the document to the front.
 */
export class DocumentSurface implements PendingSurface {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly marks = this.store.add(new PendingMarks());
  private readonly pending: PendingEdit;
  private readonly document: vscode.TextDocument;
  private readonly ending: LineEnding;
  private expected: Expected | undefined;
  private undoStop: 'needed' | 'set' = 'needed';
  private pumping: Promise<void> = Promise.resolve();
  /** Where in the text a wrong character stands. */
  private wrong: { readonly offset: number; readonly length: number } | undefined;

  readonly onDidChange = this.changed.event;

  /** The text takes the place of what is selected. */
  constructor(private readonly begunIn: vscode.TextEditor) {
    const { document, selection } = begunIn;
    this.document = document;
    this.ending = lineEndingOf(document);
    this.pending = new PendingEdit({
      offset: document.offsetAt(selection.start),
      replaced: document.getText(selection),
      ending: this.ending,
    });
    this.store.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.follow(event.contentChanges);
      }),
    );
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(() => void this.pump()));
    this.store.add(onDidCloseLastTab(document.uri, () => this.leave()));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) this.leave();
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

  get inFront(): boolean {
    return vscode.window.activeTextEditor?.document === this.document;
  }

  get titlePath(): string {
    return this.document.uri.fsPath;
  }

  write(chunk: string): void {
    this.pending.write(chunk);
    void this.pump();
  }

  async finish(): Promise<void> {
    this.pending.finish();
    await this.pump();
    this.changed.fire();
  }

  async keep(): Promise<void> {
    this.pending.finish();
    if (this.pending.behind) await this.bring();
    await this.pump();
    if (!this.pending.behind) this.pending.decide('kept');
    this.mark();
    this.changed.fire();
  }

  async discard(): Promise<void> {
    this.pending.drop();
    await this.pumping;
    if (this.pending.removal()) await this.bring();
    this.pumping = this.pumping.then(() => this.takeOut());
    await this.pumping;
    this.mark();
    this.changed.fire();
  }

  async reveal(): Promise<void> {
    const { uri, line } = this.place;
    const viewColumn = columnOf(uri);
    await vscode.window.showTextDocument(this.document, {
      selection: new vscode.Range(line, 0, line, 0),
      ...(viewColumn !== undefined && { viewColumn }),
    });
  }

  pointOut(before: string, character: string): WrongCharacter {
    const inFront = withLineEnding(before, this.ending);
    const { length } = withLineEnding(character, this.ending);
    this.wrong = { offset: inFront.length, length };
    this.mark();
    const place = endOf(this.document.positionAt(this.pending.where.start), inFront);
    return { character, line: place.line + 1, column: place.character + 1 };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** The document is closed, and what was written into it gone with it, or saved. */
  private leave(): void {
    this.pending.decide('left');
    this.changed.fire();
  }

  /** Writes what waits, one edit after another: VS Code refuses two at a time. */
  private pump(): Promise<void> {
    this.pumping = this.pumping.then(async () => {
      const before = this.state;
      await this.writeAll();
      this.mark();
      if (this.state !== before) this.changed.fire();
    });
    return this.pumping;
  }

  private async writeAll(): Promise<void> {
    for (let refusals = 0; refusals < mostRefusals;) {
      this.pending.show(this.editor() ? 'shown' : 'hidden');
      const edit = this.nextEdit(() => this.pending.next());
      if (!edit) return;
      // Refused where somebody typed in the same moment; the next round knows where it moved.
      const outcome = await this.apply({ edit, seen: () => this.pending.applied(edit) });
      if (outcome === 'refused') refusals++;
      // Nothing of it can be seen in the document: better to stop than to write it twice.
      if (outcome === 'unseen') this.pending.decide(this.pending.removal() ? 'left' : 'refused');
    }
  }

  private async takeOut(): Promise<void> {
    const seen = (): void => this.pending.decide('discarded');
    for (let refusals = 0; refusals < mostRefusals && !this.pending.decided; refusals++) {
      const edit = this.nextEdit(() => this.pending.removal());
      if (!edit) seen();
      else if ((await this.apply({ edit, seen })) === 'unseen') this.pending.decide('left');
    }
  }

  /** An edit, unless what it would touch is no longer what was written. */
  private nextEdit(next: () => DocumentEdit | undefined): DocumentEdit | undefined {
    const { start, end } = this.pending.where;
    this.pending.check(this.document.getText(this.rangeOf(start, end)));
    return next();
  }

  private async apply(expected: Expected): Promise<'seen' | 'unseen' | 'refused'> {
    const editor = this.editor();
    if (!editor) return 'refused';
    this.expected = expected;
    const { offset, removed, text } = expected.edit;
    const applied = await this.editWith(editor, (builder) =>
      builder.replace(this.rangeOf(offset, offset + removed), text),
    );
    if (applied) this.undoStop = 'set';
    const seen = this.takeExpected() === undefined;
    return !applied ? 'refused' : seen ? 'seen' : 'unseen';
  }

  /** The edit that is still expected, and is no more. */
  private takeExpected(): Expected | undefined {
    const { expected } = this;
    this.expected = undefined;
    return expected;
  }

  /** Answers false also where the editor was closed in the same moment. */
  private async editWith(
    editor: vscode.TextEditor,
    build: (builder: vscode.TextEditorEdit) => void,
  ): Promise<boolean> {
    const undoStops = { undoStopBefore: this.undoStop === 'needed', undoStopAfter: false };
    try {
      return await editor.edit(build, undoStops);
    } catch {
      return false;
    }
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      const { expected } = this;
      const own =
        expected?.edit.offset === rangeOffset &&
        expected.edit.removed === rangeLength &&
        expected.edit.text === text;
      if (own) this.takeExpected()?.seen();
      else {
        this.pending.changed({ offset: rangeOffset, removed: rangeLength, inserted: text.length });
      }
    }
    this.mark();
    this.changed.fire();
  }

  private mark(): void {
    const editor = this.editor();
    if (!editor) return;
    const { decided, where } = this.pending;
    const from = where.start + (this.wrong?.offset ?? 0);
    const wrong = this.wrong && this.rangeOf(from, from + this.wrong.length);
    const text = this.rangeOf(where.start, where.end);
    this.marks.draw(editor, decided ? { text: undefined, wrong: undefined } : { text, wrong });
  }

  private rangeOf(start: number, end: number): vscode.Range {
    const { document } = this;
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  }

  /** Makes an editor show the document, in the tab that it has. */
  private async bring(): Promise<void> {
    if (this.editor() || this.pending.decided) return;
    const viewColumn = columnOf(this.document.uri);
    await vscode.window.showTextDocument(this.document, {
      preserveFocus: true,
      preview: false,
      ...(viewColumn !== undefined && { viewColumn }),
    });
  }

  /** One that can edit: the left side of a diff and what peeks into a file have no column. */
  private editor(): vscode.TextEditor | undefined {
    const showing = vscode.window.visibleTextEditors.filter(
      ({ document }) => document === this.document,
    );
    return (
      showing.find((editor) => editor === this.begunIn) ??
      showing.find(({ viewColumn }) => viewColumn !== undefined)
    );
  }
}
