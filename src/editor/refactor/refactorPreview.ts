import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { openDiff } from '../window/openDiff';
import { inColumn, tabsOf } from '../window/tabs';
import type { RefactorSelection } from './refactorSelection';

const scheme = 'trellis-refactor';

/** Documents as they would be. Each stays as it is: VS Code's updates split surrogate pairs. */
export class RefactorPreviews implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly texts = new Map<string, string>();
  private made = 0;

  constructor() {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** A document of that text, beside the one that it may become. */
  add({ document }: RefactorSelection, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: document.uri.path, query: `${++this.made}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  delete(uri: vscode.Uri): void {
    this.texts.delete(uri.toString());
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** One diff at a time, between a document and what it may become. */
export class RefactorDiff {
  private wanted: string | undefined;
  private shown: vscode.Uri | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly previews: RefactorPreviews,
    private readonly place: RefactorSelection,
  ) {}

  /** Shows the document with this text; a text that was overtaken meanwhile is passed over. */
  show(text: string): void {
    this.wanted = text;
    this.work = this.work.then(async () => {
      if (this.wanted === text) await this.replaceWith(this.previews.add(this.place, text));
    });
  }

  async close(): Promise<void> {
    this.wanted = undefined;
    await this.work;
    await this.replaceWith(undefined);
  }

  /** The next diff opens before the last one closes, so that nothing else shows in between. */
  private async replaceWith(next: vscode.Uri | undefined): Promise<void> {
    const last = this.shown;
    this.shown = next;
    if (next) await this.open(next);
    if (!last) return;
    await quieten(last);
    await vscode.window.tabGroups.close(tabsOf(last), true);
    this.previews.delete(last);
  }

  private async open(preview: vscode.Uri): Promise<void> {
    const { document, range, viewColumn } = this.place;
    const options = {
      preserveFocus: true,
      selection: new vscode.Range(range.start, range.start),
      ...inColumn(viewColumn),
    };
    await openDiff({ document, preview, becomes: 'refactored', options });
  }
}

/**
 * VS Code keeps a closed document for minutes, and language servers go on judging it: their errors
 * would stay in *Problems*. Of plain text there is nothing to say. To be called before the document is
 * closed, since afterwards this would open it again.
 */
async function quieten(uri: vscode.Uri): Promise<void> {
  const isLast = (document: vscode.TextDocument): boolean =>
    document.uri.toString() === uri.toString();
  const document = vscode.workspace.textDocuments.find(isLast);
  if (document) await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
}
