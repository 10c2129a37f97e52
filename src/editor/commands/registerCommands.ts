import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commands, type CommandName } from './commandTable';

/** Registers handlers of the command table under their ids. */
export function registerCommands(
  handlers: Readonly<Partial<Record<CommandName, (...args: readonly unknown[]) => unknown>>>,
): Disposable {
  const store = new DisposableStore();
  for (const [name, handler] of Object.entries(handlers)) {
    store.add(vscode.commands.registerCommand(commands[name as CommandName].id, handler));
  }
  return store;
}
