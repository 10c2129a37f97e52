import * as vscode from 'vscode';
import { asLabel, asMessage } from '../../base/foreignText';

/** Milliseconds. */
const briefly = 8_000;

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

/** In the status bar, for some seconds: what needs no answer. */
export function showBriefly(words: string): void {
  vscode.window.setStatusBarMessage(asLabel(words), briefly);
}

/** A dialog with a list below its question. */
export async function askAboutList<Button extends string>(
  question: string,
  lines: readonly string[],
  button: Button,
): Pressed<Button> {
  const options = { modal: true, detail: lines.map(asMessage).join('\n') };
  return vscode.window.showInformationMessage(asMessage(question), options, button);
}
