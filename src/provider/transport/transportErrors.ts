import { ProviderError } from '../errors';

/** What the client throws by itself is no matter of the network: nothing was sent. */
export function unsendable(error: unknown): ProviderError {
  return new ProviderError('rejected', `the request cannot be sent: ${rootMessage(error)}`, {
    cause: error,
  });
}

export function statusWords(status: number): string {
  return `an answer with the status ${status}`;
}

/** What to make of a status between success and refusal; nothing here asks whether something changed. */
export function redirection({ status, headers }: Response, url: string): ProviderError {
  const target = headers.get('location');
  return target === null
    ? new ProviderError('bad-response', statusWords(status), { status, url })
    : new ProviderError('rejected', `the server redirects to ${target}`, { status, url });
}

export function rootMessage(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (!(deepest instanceof Error)) return String(deepest);
  return 'code' in deepest && typeof deepest.code === 'string' ? deepest.code : deepest.message;
}
