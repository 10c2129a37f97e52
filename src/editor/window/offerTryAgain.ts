import type { ProviderError } from '../../provider/errors';

export interface FailedAttempt {
  readonly error: ProviderError;
  readonly words: string;
  readonly again: () => unknown;
  /** Shows the words with buttons, and says which one was pressed. */
  readonly show: (words: string, ...buttons: readonly string[]) => Promise<string | undefined>;
}

/**
 * Tells of a failure; where the same may go well later, a press on the message tries it again. Not
 * waited for: what failed is over, whether or not anybody answers.
 */
export function offerTryAgain({ error, words, again, show }: FailedAttempt): void {
  if (!error.retryable) {
    void show(words);
    return;
  }
  const button = 'Try Again';
  void show(words, button).then((pressed) => (pressed === button ? again() : undefined));
}
