/** What a person is told where text is no longer theirs to decide. */
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import type { LeftReason } from '../../edits/pendingEdit';
import { showBriefly, showWarning } from '../window/messages';

export function showPendingEnded(because: LeftReason | undefined): void {
  switch (because) {
    case undefined:
    case 'edited':
      showBriefly('The generated text was edited and stays in the file.');
      return;
    case 'closed':
      showBriefly('The file was closed. There is no generated text to keep or discard.');
      return;
    case 'gone':
      void showWarning(
        'The generated text is no longer in the file. There is nothing to keep or discard.',
      );
      return;
    case 'refused':
      void showWarning(
        'VS Code accepts no more of the generated text. What is in the file stays there.',
      );
      return;
    default:
      assertNever(because);
  }
}

export function showNothingToDecide(): void {
  showBriefly('There is no generated text to keep or discard.');
}

/** Where the text cannot go where it was meant to; it is there to be copied. */
export async function showPlaceLost(text: string): Promise<void> {
  const copy = 'Copy Text';
  const words = 'The place for the generated text was edited in the meantime. Nothing was written.';
  if ((await showWarning(words, copy)) === copy) {
    await vscode.env.clipboard.writeText(text);
  }
}
