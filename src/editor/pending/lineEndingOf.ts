import * as vscode from 'vscode';
import type { LineEnding } from '../../edits/lineEndings';

export function lineEndingOf({ eol }: vscode.TextDocument): LineEnding {
  return eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
}
