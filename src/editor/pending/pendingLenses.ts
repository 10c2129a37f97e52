import * as vscode from 'vscode';
import { commands } from '../commandTable';
import type { PendingText } from './pendingText';

/** The controls above the text itself, for whoever has code lenses on. */
export function lensesFor({ surface, verdict, remark }: PendingText): vscode.CodeLens[] {
  const { line } = surface.place;
  const range = new vscode.Range(line, 0, line, 0);
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command });
  const stop = surface.state === 'writing' ? [lens('Stop', commands.stopPending.id)] : [];
  const words = remark === undefined ? verdict.full : `${verdict.full} · ${remark}`;
  return [
    lens('Keep', commands.keepPending.id),
    lens('Discard', commands.discardPending.id),
    ...stop,
    lens(words, ''),
  ];
}
