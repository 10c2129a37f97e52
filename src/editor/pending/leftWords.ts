/** What a person is told where text is no longer theirs to decide. */
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import type { LeftBecause } from '../../edits/pendingEdit';

const messageMs = 8_000;

export function tellLeft(because: LeftBecause | undefined): void {
  switch (because) {
    case undefined:
    case 'edited':
      mention('Generated text: it was edited, so it is yours now.');
      return;
    case 'closed':
      mention('Generated text: its file was closed, so there is nothing left to decide.');
      return;
    case 'gone':
      warn('The generated text is no longer in the file, so there is nothing to decide.');
      return;
    case 'refused':
      warn('VS Code takes no more of the generated text; what is in the file is yours now.');
      return;
    default:
      assertNever(because);
  }
}

export function tellNothingToDecide(): void {
  mention('Generated text: there is none to decide.');
}

/** Where the text cannot go where it was meant to; it is there to be copied. */
export async function tellPlaceLost(text: string): Promise<void> {
  const copy = 'Copy Text';
  const words =
    'The place where the generated text was to go was edited meanwhile, so nothing was written.';
  if ((await vscode.window.showWarningMessage(words, copy)) === copy) {
    await vscode.env.clipboard.writeText(text);
  }
}

function mention(words: string): void {
  vscode.window.setStatusBarMessage(words, messageMs);
}

function warn(words: string): void {
  void vscode.window.showWarningMessage(words);
}
