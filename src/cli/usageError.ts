/** What was asked for cannot be done as it is; its message is for a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
