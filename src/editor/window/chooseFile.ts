import * as vscode from 'vscode';
import { asLine } from '../../base/foreignText';

/** A file of the machine where the extension runs; `undefined` where the person thinks better of it. */
export async function chooseFile(
  title: string,
  filters: Readonly<Record<string, string[]>>,
): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({ title: asLine(title), filters });
  return files?.[0];
}
