/** What a person is told where text is no longer theirs to decide. */
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import type { LeftReason } from '../../edits/pendingEdit';
import { showBriefly, showWarning } from '../window/messages';

export function showLeft(because: LeftReason | undefined): void {
  switch (because) {
    case undefined:
    case 'edited':
      showBriefly('Generated text: it was edited, so it is yours now.');
      return;
    case 'closed':
      showBriefly('Generated text: its file was closed, so there is nothing left to decide.');
      return;
    case 'gone':
      void showWarning(
        'The generated text is no longer in the file, so there is nothing to decide.',
      );
      return;
    case 'refused':
      void showWarning(
        'VS Code takes no more of the generated text; what is in the file is yours now.',
      );
      return;
    default:
      assertNever(because);
  }
}

export function showNothingToDecide(): void {
  showBriefly('Generated text: there is none to decide.');
}

/** Where the text cannot go where it was meant to; it is there to be copied. */
export async function showPlaceLost(text: string): Promise<void> {
  const copy = 'Copy Text';
  const words =
    'The place where the generated text was to go was edited meanwhile, so nothing was written.';
  if ((await showWarning(words, copy)) === copy) {
    await vscode.env.clipboard.writeText(text);
  }
}
