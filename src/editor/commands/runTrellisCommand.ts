import * as vscode from 'vscode';
import { commands, type CommandArgument, type CommandName } from './commandTable';

/** Runs a command of the table. */
export async function runTrellisCommand<Name extends CommandName>(
  name: Name,
  argument?: CommandArgument<Name>,
): Promise<void> {
  await vscode.commands.executeCommand(commands[name].id, argument);
}
