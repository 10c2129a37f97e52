import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { promptWindowBudget } from '../../completion/promptWindow';
import { withLineEnding } from '../../edits/lineEndings';
import { VersionedDocument } from '../../edits/versionedDocument';
import type { Target } from '../../provider/target';
import { maxAnswerTokens } from '../../refactor/proposals';
import type { RefactorTask } from '../../refactor/task';
import { EditorDocumentHost, offsetsOf, rangeIn, withLineEndingOf } from '../documentHost';
import { textAround } from '../textAround';
import { inColumn } from '../window/tabs';

/** Tokens of the prompt that are neither code nor instruction, roughly. */
const ownWords = 160;

/** What was selected, and in which state of its document. */
export interface RefactorSelection {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly range: vscode.Range;
  readonly viewColumn: vscode.ViewColumn | undefined;
}

/** What is selected, with the indentation in front of it; `undefined` where that is blank. */
export function refactorSelectionIn({
  document,
  selection,
  viewColumn,
}: vscode.TextEditor): RefactorSelection | undefined {
  const { start, end } = selection;
  const inFront = document.lineAt(start.line).text.slice(0, start.character);
  const from = inFront.trim() === '' ? start.with({ character: 0 }) : start;
  const range = new vscode.Range(from, end);
  if (document.getText(range).trim() === '') return undefined;
  return { document, version: document.version, range, viewColumn };
}

export function hasChanged({ document, version }: RefactorSelection): boolean {
  return document.isClosed || document.version !== version;
}

/** The selection and as much around it as the model has room for. */
export function taskOf(
  { document, range }: RefactorSelection,
  instruction: string,
  target: Target,
): RefactorTask {
  const selected = withLineEnding(document.getText(range), '\n');
  // The selection is read and written: an answer's worth of room is needed twice.
  const room = 2 * maxAnswerTokens(selected, target.maxTokens) + instruction.length + ownWords;
  const budget = promptWindowBudget(target.contextWindow, room);
  return {
    instruction,
    language: document.languageId,
    selected,
    ...textAround(document, range, budget),
  };
}

/** The whole document with the code in the selection's place. */
export function previewOf({ document, range }: RefactorSelection, code: string): string {
  const text = document.getText();
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return text.slice(0, start) + withLineEndingOf(document, code) + text.slice(end);
}

/** Replaces the selection, as one undo step, unless the document changed since. */
export async function applyCode(
  place: RefactorSelection,
  code: string,
): Promise<'applied' | 'changed' | 'refused'> {
  const { document, version, range } = place;
  const { start, end } = offsetsOf(document, range);
  const text = withLineEnding(code, '\n');
  const edit = { offset: start, removed: end - start, text };
  const store = new DisposableStore();
  try {
    // Whoever else writes may do so while the document comes to the front.
    let editor = await show(place);
    if (hasChanged(place)) return 'changed';
    const host = store.add(new EditorDocumentHost(document, () => editor));
    const versioned = store.add(new VersionedDocument(host));
    let outcome = await versioned.edit({ edit, version, undo: 'new' });
    if (outcome === 'hidden') {
      // VS Code takes no edit through an editor that was just drawn anew.
      editor = await show(place);
      outcome = await versioned.edit({ edit, version, undo: 'new' });
    }
    if (outcome !== 'applied') return outcome === 'changed' ? 'changed' : 'refused';
    select(editor, rangeIn(versioned.now.text, start, start + text.length));
    return 'applied';
  } finally {
    store.dispose();
  }
}

function select(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function show({ document, viewColumn }: RefactorSelection): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(document, inColumn(viewColumn));
}
