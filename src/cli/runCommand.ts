import { UsageError, type Command, type CommandContext } from './command';

/** Runs the command that `args` name; resolves with the exit code. */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (isHelp(name)) return showHelp(commands, rest[0], context);
  const command = find(commands, name);
  if (rest.some(isHelp)) return showHelp(commands, name, context);
  return command.run(rest, context);
}

function isHelp(argument: string): boolean {
  return argument === 'help' || argument === '--help' || argument === '-h';
}

function showHelp(
  commands: readonly Command[],
  name: string | undefined,
  { write }: CommandContext,
): number {
  write(name === undefined ? overview(commands) : find(commands, name).help);
  return 0;
}

function find(commands: readonly Command[], name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  throw new UsageError(`unknown command “${name}”; \`trellis help\` lists them`);
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: trellis <command> [arguments]',
    '',
    'Commands:',
    ...lines,
    '',
    '`trellis help <command>` tells more about one of them.',
    '',
  ].join('\n');
}
