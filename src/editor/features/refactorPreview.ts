import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Place } from './refactorPlace';

const scheme = 'trellis-refactor';

/** Documents as they would be, shown beside what they are. */
export class RefactorPreviews implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new Map<string, string>();
  private opened = 0;

  readonly onDidChange = this.changed.event;

  constructor() {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** A preview for one choice; it opens with the first text that it shows. */
  create({ document, range, viewColumn }: Place): RefactorPreview {
    const { path } = document.uri;
    const uri = vscode.Uri.from({ scheme, path, query: `${++this.opened}` });
    const name = path.slice(path.lastIndexOf('/') + 1);
    let diff: Promise<void> | undefined;
    const open = async (): Promise<void> => {
      const shown = await vscode.workspace.openTextDocument(uri);
      await vscode.languages.setTextDocumentLanguage(shown, document.languageId);
      // Not as a preview tab, which might take the place of the document's own.
      const options: vscode.TextDocumentShowOptions = {
        preview: false,
        preserveFocus: true,
        selection: new vscode.Range(range.start, range.start),
        ...(viewColumn !== undefined && { viewColumn }),
      };
      const title = `${name} ↔ refactored`;
      await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, options);
    };
    return {
      show: async (text) => {
        this.texts.set(uri.toString(), text);
        this.changed.fire(uri);
        await (diff ??= open());
      },
      close: async () => {
        await diff;
        await vscode.window.tabGroups.close(tabsOf(uri), true);
        this.texts.delete(uri.toString());
      },
    };
  }

  dispose(): void {
    this.store.dispose();
  }
}

export interface RefactorPreview {
  /** Shows the whole text of the document as it would be. */
  show(text: string): Promise<void>;
  close(): Promise<void>;
}

function tabsOf(uri: vscode.Uri): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString(),
    );
}
