import * as vscode from 'vscode';
import { asMessage } from '../../base/foreignText';

/** The words of the button that was pressed; `undefined` where the message was closed. */
type Pressed<Button extends string> = Promise<Button | undefined>;

/** Messages in a corner of the window. Whoever's words they hold, a press runs only our buttons. */
export async function showError<Button extends string>(
  words: string,
  ...buttons: readonly Button[]
): Pressed<Button> {
  return vscode.window.showErrorMessage(asMessage(words), ...buttons);
}

export async function showWarning<Button extends string>(
  words: string,
  ...buttons: readonly Button[]
): Pressed<Button> {
  return vscode.window.showWarningMessage(asMessage(words), ...buttons);
}

export async function showInformation<Button extends string>(
  words: string,
  ...buttons: readonly Button[]
): Pressed<Button> {
  return vscode.window.showInformationMessage(asMessage(words), ...buttons);
}

/** A dialog, in front of everything until it is answered. */
export async function askFirst<Button extends string>(
  words: string,
  ...buttons: readonly Button[]
): Pressed<Button> {
  return vscode.window.showWarningMessage(asMessage(words), { modal: true }, ...buttons);
}
