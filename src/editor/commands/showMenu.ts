import * as vscode from 'vscode';
import { commands } from '../commandTable';
import type { Engine } from '../connectionKeeper';
import { menuRows } from '../menuRows';
import type { Status } from '../status';
import { pickRow } from '../window/pickRow';

/** The status bar item's menu: how things stand, and what is possible. */
export async function showMenu(status: Status, engine: Engine): Promise<void> {
  const chosen = await pickRow({
    title: 'Trellis',
    placeholder: status.lines.join(' '),
    rows: menuRows(engine.running ? 'running' : 'ended'),
  });
  if (chosen) await vscode.commands.executeCommand(commands[chosen.value].id);
}
