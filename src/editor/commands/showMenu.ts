import * as vscode from 'vscode';
import { commands } from '../commandTable';
import type { Engine } from '../connectionKeeper';
import { menuRows } from '../menuRows';
import type { Status } from '../status';

/** The status bar item's menu: how things stand, and what is possible. */
export async function showMenu(status: Status, engine: Engine): Promise<void> {
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, id: undefined };
  const rows = menuRows(engine.running ? 'running' : 'ended').flatMap(({ name, label, place }) => {
    const row = { label, id: commands[name].id };
    return place === 'apart' ? [separator, row] : [row];
  });
  const chosen = await vscode.window.showQuickPick(rows, {
    title: 'Trellis',
    placeHolder: status.lines.join(' '),
  });
  if (chosen?.id !== undefined) await vscode.commands.executeCommand(chosen.id);
}
