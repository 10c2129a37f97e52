import type * as vscode from 'vscode';
import { commands } from '../commands/commandTable';
import { codeLens } from '../window/codeLens';
import type { PendingText } from './pendingText';

/** The controls above the text itself, for whoever has code lenses on. */
export function lensesFor({ surface, verdict, remark }: PendingText): vscode.CodeLens[] {
  const { line } = surface.place;
  const stop = surface.state === 'writing' ? [codeLens(line, 'Stop', commands.stopPending.id)] : [];
  const words = remark === undefined ? verdict.full : `${verdict.full} · ${remark}`;
  return [
    codeLens(line, 'Keep', commands.keepPending.id),
    codeLens(line, 'Discard', commands.discardPending.id),
    ...stop,
    codeLens(line, words),
  ];
}
