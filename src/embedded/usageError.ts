/** The command line of the engine cannot be used as it is; the message says so to a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
