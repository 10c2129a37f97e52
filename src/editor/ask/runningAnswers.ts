import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';

/** Answers that are being written, so that they can be stopped: by command, or by closing the tab. */
export class RunningAnswers implements Disposable {
  private readonly store = new DisposableStore();
  /** Oldest first. */
  private readonly controllers = new Map<string, AbortController>();

  constructor() {
    this.store.add(
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) {
          if (input instanceof vscode.TabInputText) this.closed(input.uri);
        }
      }),
    );
  }

  begin(uri: vscode.Uri): AbortSignal {
    const controller = new AbortController();
    this.controllers.set(uri.toString(), controller);
    this.changed();
    return controller.signal;
  }

  end(uri: vscode.Uri): void {
    this.controllers.delete(uri.toString());
    this.changed();
  }

  /** Stops the answer in front, or else the one that began last. */
  stop(): void {
    const front = vscode.window.activeTextEditor?.document.uri.toString() ?? '';
    const controller = this.controllers.get(front) ?? [...this.controllers.values()].at(-1);
    controller?.abort();
  }

  dispose(): void {
    for (const controller of this.controllers.values()) controller.abort();
    this.store.dispose();
  }

  /** The same answer may stand in another group still. */
  private closed(uri: vscode.Uri): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isOpen = tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    );
    if (!isOpen) this.controllers.get(uri.toString())?.abort();
  }

  private changed(): void {
    const answering = this.controllers.size > 0;
    void vscode.commands.executeCommand('setContext', 'trellis.answering', answering);
  }
}
