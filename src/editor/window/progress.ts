import * as vscode from 'vscode';
import { asLabel, asMessage } from '../../base/foreignText';
import { toAbortSignal } from '../cancellation';

/** Shows in the status bar that something goes on. */
export async function withQuietProgress<T>(title: string, task: () => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Window;
  return vscode.window.withProgress({ location, title: asLabel(title) }, task);
}

/** Shows in a message that something goes on, with a button that ends it. Steps are told within it. */
export async function withProgress<T>(
  title: string,
  task: (signal: AbortSignal, tell: (step: string) => void) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: asMessage(title), cancellable: true },
    (progress, token) =>
      task(toAbortSignal(token), (step) => progress.report({ message: asMessage(step) })),
  );
}
