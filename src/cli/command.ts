/** What a command may touch; the composition root gives the real ones. */
export interface CommandContext {
  readonly write: (text: string) => void;
  /** Whether `path`, which may be relative, is a folder. */
  readonly isFolder: (path: string) => boolean;
  /** Runs a script of this package until it ends, with this terminal; resolves with its exit code. */
  readonly runScript: (script: string, args: readonly string[]) => Promise<number>;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole of `trellis help <name>`. */
  readonly help: string;
  /** Resolves with the exit code; throws a `UsageError` when `args` cannot be read. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** The command line cannot be read; its message is for a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
