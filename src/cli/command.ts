import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Verifier } from '../guided/verifier';
import type { ExitName } from './exit';
import type { Files } from './files';
import type { Script } from './package';
import type { Terminal } from './terminal';

/** What a command may touch; the composition root gives the real ones. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Asks the person at the terminal; absent where nobody sits there. No answer is an empty one. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /**
   * Runs a script of this package until it ends, with this terminal and with these variables beside
   * the ones there are; rejects where it is missing.
   */
  readonly runScript: (
    script: Script,
    args: readonly string[],
    variables: Readonly<Record<string, string>>,
  ) => Promise<ExitName>;
  /** Of this package. */
  readonly version: () => Promise<string>;
  /** A judge of texts, in a thread of its own; rejects where its script is missing. */
  readonly openVerifier: () => Promise<Pick<Verifier, 'verify'> & Disposable>;
}

export interface Command {
  readonly name: string;
  /** The whole of `trellis help <name>`. */
  readonly help: string;
  /** Throws a `UsageError` when `args` cannot be read, before it does anything. */
  run(args: readonly string[], context: CommandContext): Promise<ExitName>;
}

/** A command in the list, which is read at every start: its code is loaded when it is named. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
