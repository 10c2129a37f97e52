import type { Command, CommandContext, CommandEntry } from './command';
import { quoteIfShort } from '../base/quoting';
import { UsageError } from './usageError';
import type { ExitName } from './exit';

/** Runs the command that `args` name. */
export async function runCommand(
  commands: readonly CommandEntry[],
  args: readonly string[],
  context: CommandContext,
): Promise<ExitName> {
  const [name = 'help', ...rest] = args;
  if (name === '--version') return showVersion(context);
  if (isHelp(name)) return showHelp(commands, rest[0], context);
  const command = await find(commands, name);
  if (asksForHelp(rest)) return showHelp(commands, name, context);
  return command.run(rest, context);
}

async function showVersion({ terminal, version }: CommandContext): Promise<ExitName> {
  terminal.write(`trellis ${await version()}\n`);
  return 'ok';
}

function isHelp(argument: string): boolean {
  return argument === 'help' || argument === '--help' || argument === '-h';
}

/** `help` alone may be what an option was given; what follows `--` is not ours. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own[0] === 'help' || own.some((argument) => argument === '--help' || argument === '-h');
}

async function showHelp(
  commands: readonly CommandEntry[],
  name: string | undefined,
  { terminal }: CommandContext,
): Promise<ExitName> {
  terminal.write(name === undefined ? overview(commands) : (await find(commands, name)).help);
  return 'ok';
}

function find(commands: readonly CommandEntry[], name: string): Promise<Command> {
  const entry = commands.find((each) => each.name === name);
  if (entry !== undefined) return entry.load();
  throw new UsageError(
    `unknown command${quoteIfShort(name, '').replace(/^(?=.)/, ' ')}; \`trellis help\` lists them`,
  );
}

function overview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: trellis <command> [arguments]',
    '',
    'Commands:',
    ...lines,
    '',
    '`trellis help <command>` tells more about one of them, `trellis --version` which release this is.',
    '',
    'Exit codes: 0 ok, 1 failed here, 2 bad usage, 3 server problem, 4 the text does not match,',
    '5 the text matches but is cut short, 130 interrupted.',
    '',
  ].join('\n');
}
