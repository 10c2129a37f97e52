import * as vscode from 'vscode';
import { commands, type CommandName } from '../commandTable';
import type { Engine } from '../connectionKeeper';
import type { Status } from '../status';

/** The status bar item's menu: how things stand, and what is possible. */
export async function showMenu(status: Status, engine: Engine): Promise<void> {
  const names: readonly MenuName[] = [
    'connect',
    'selectModel',
    'useAdapter',
    'toggleInline',
    'showLastRequest',
    'showLog',
    'restartEngine',
    ...(engine.running ? (['stopEngine'] as const) : []),
  ];
  const items = names.map((name) => ({
    label: `$(${icons[name]}) ${titleOf(name, engine)}`,
    id: commands[name].id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Trellis',
    placeHolder: status.lines.join(' '),
  });
  if (chosen) await vscode.commands.executeCommand(chosen.id);
}

function titleOf(name: MenuName, engine: Engine): string {
  if (name === 'restartEngine' && !engine.running) return 'Start Embedded Engine';
  return commands[name].title;
}

const icons = {
  connect: 'plug',
  selectModel: 'symbol-misc',
  useAdapter: 'layers',
  toggleInline: 'wand',
  showLastRequest: 'search',
  showLog: 'output',
  restartEngine: 'debug-restart',
  stopEngine: 'debug-stop',
} as const satisfies Partial<Record<CommandName, string>>;

type MenuName = keyof typeof icons;
