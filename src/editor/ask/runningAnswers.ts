import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { setContext } from '../commands/setContext';
import { onDidCloseLastTab } from '../window/tabs';

interface RunningAnswer {
  readonly controller: AbortController;
  readonly tab: Disposable;
}

/** Answers that are being written, so that they can be stopped: by command, or by closing the tab. */
export class RunningAnswers implements Disposable {
  /** Oldest first. */
  private readonly running = new Map<string, RunningAnswer>();

  begin(uri: vscode.Uri): AbortSignal {
    const controller = new AbortController();
    const tab = onDidCloseLastTab(uri, () => controller.abort());
    this.running.set(uri.toString(), { controller, tab });
    this.changed();
    return controller.signal;
  }

  end(uri: vscode.Uri): void {
    const key = uri.toString();
    this.running.get(key)?.tab.dispose();
    this.running.delete(key);
    this.changed();
  }

  /** Stops the answer in front, or else the one that began last. */
  stop(): void {
    const front = vscode.window.activeTextEditor?.document.uri.toString() ?? '';
    const answer = this.running.get(front) ?? [...this.running.values()].at(-1);
    answer?.controller.abort();
  }

  dispose(): void {
    for (const { controller, tab } of this.running.values()) {
      tab.dispose();
      controller.abort();
    }
  }

  private changed(): void {
    setContext('answering', this.running.size > 0);
  }
}
