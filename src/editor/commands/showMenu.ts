import * as vscode from 'vscode';
import { commands, type CommandName } from '../commandTable';

/** What is possible just now: the status bar item's menu. */
export async function showMenu(state: {
  readonly connected: boolean;
  readonly engineRunning: boolean;
}): Promise<void> {
  const names: readonly CommandName[] = [
    'connect',
    ...(state.connected ? (['selectModel'] as const) : []),
    'toggleInline',
    'showLastRequest',
    'showLog',
    'restartEngine',
    ...(state.engineRunning ? (['stopEngine'] as const) : []),
  ];
  const items = names.map((name) => ({
    label: `$(${icons[name]}) ${titleOf(name, state.engineRunning)}`,
    id: commands[name].id,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Trellis' });
  if (chosen) await vscode.commands.executeCommand(chosen.id);
}

function titleOf(name: CommandName, engineRunning: boolean): string {
  if (name === 'restartEngine' && !engineRunning) return 'Start Embedded Engine';
  return commands[name].title;
}

const icons: Readonly<Record<CommandName, string>> = {
  connect: 'plug',
  selectModel: 'symbol-misc',
  toggleInline: 'wand',
  showLastRequest: 'search',
  showLog: 'output',
  restartEngine: 'debug-restart',
  stopEngine: 'debug-stop',
  showMenu: 'menu',
};
