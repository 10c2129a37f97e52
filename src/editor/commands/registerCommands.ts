import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commands, readArgument, type CommandArgument, type CommandName } from './commandTable';

/** What the commands do; each is given its argument, where it was called with one that fits. */
export type CommandHandlers = {
  readonly [Name in CommandName]?: (given: CommandArgument<Name> | undefined) => unknown;
};

/** Registers handlers of the command table under their ids. */
export function registerCommands(handlers: CommandHandlers): Disposable {
  const store = new DisposableStore();
  for (const name of Object.keys(handlers)) {
    const registered = register(name as CommandName, handlers);
    if (registered) store.add(registered);
  }
  return store;
}

function register<Name extends CommandName>(
  name: Name,
  { [name]: handler }: Pick<CommandHandlers, Name>,
): Disposable | undefined {
  return (
    handler &&
    vscode.commands.registerCommand(commands[name].id, (given: unknown) =>
      handler(readArgument(name, given)),
    )
  );
}
