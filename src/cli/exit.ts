/**
 * Every way in which a command can end, with the exit code that a shell sees. `unchecked` text is
 * `ok`: it is warned of, since nobody knows that anything is wrong with it.
 */
export const exitCodes = {
  ok: 0,
  /** Something broke here: neither the person's mistake nor the server's. */
  failed: 1,
  /** The command line cannot be used, and neither can a grammar, regex or schema that it names. */
  usage: 2,
  server: 3,
  /** The text has not the shape that was asked for. */
  mismatch: 4,
  /** The text is only the beginning of one that has the shape. */
  cut: 5,
  interrupted: 130,
} as const;

export type ExitName = keyof typeof exitCodes;
