import * as vscode from 'vscode';
import { asLens } from '../../base/foreignText';

/** Words above a line, which run a command where one is given. */
export function codeLens(line: number, words: string, command = ''): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: asLens(words),
    command,
  });
}
