import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';

export interface MarkedRanges {
  readonly text: vscode.Range | undefined;
  /** The first character that may not stand there. */
  readonly wrong: vscode.Range | undefined;
}

/** The colours of pending text. Borders are for high contrast: other themes leave them transparent. */
export class PendingMarks implements Disposable {
  private readonly store = new DisposableStore();
  private readonly text = this.store.add(
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
      borderStyle: 'solid',
      borderWidth: '1px',
      borderColor: new vscode.ThemeColor('diffEditor.insertedTextBorder'),
    }),
  );
  private readonly wrong = this.store.add(
    vscode.window.createTextEditorDecorationType({
      borderStyle: 'solid',
      borderWidth: '1px',
      borderColor: new vscode.ThemeColor('editorError.foreground'),
      overviewRulerColor: new vscode.ThemeColor('editorError.foreground'),
    }),
  );

  draw(editor: vscode.TextEditor, { text, wrong }: MarkedRanges): void {
    editor.setDecorations(this.text, text ? [text] : []);
    editor.setDecorations(this.wrong, wrong ? [wrong] : []);
  }

  dispose(): void {
    this.store.dispose();
  }
}
