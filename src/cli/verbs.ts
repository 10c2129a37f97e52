import type { CommandContext } from './command';
import type { ExitName } from './exit';
import { quoteIfShort } from '../base/quoting';
import { UsageError } from './usageError';

/** What a command can do, by the word that follows its name. */
export type Verbs = Readonly<
  Record<string, (args: readonly string[], context: CommandContext) => Promise<ExitName>>
>;

/** Runs the verb that `args` begin with. */
export function runVerb(
  verbs: Verbs,
  [verb, ...args]: readonly string[],
  context: CommandContext,
): Promise<ExitName> {
  const run = verb === undefined || !Object.hasOwn(verbs, verb) ? undefined : verbs[verb];
  if (run !== undefined) return run(args, context);
  const what =
    verb === undefined ? 'say what to do' : `there is no ${quoteIfShort(verb, 'such command')}`;
  throw new UsageError(`${what}: ${Object.keys(verbs).join(', ')}`);
}
