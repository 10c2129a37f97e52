import { isAbortError } from '../base/abort';
import { assertNever } from '../base/assertNever';
import { ProviderError } from '../provider/errors';
import { UsageError } from './usageError';
import type { Exit } from './exit';

/** How a command ends that threw, and the sentence that says why; an interrupt needs none. */
export interface Failure {
  readonly exit: Exit;
  readonly sentence: string | undefined;
}

export function failureOf(error: unknown): Failure {
  if (isAbortError(error)) return { exit: 'interrupted', sentence: undefined };
  if (error instanceof ProviderError) return { exit: 'server', sentence: serverSentence(error) };
  const sentence = error instanceof Error ? error.message : String(error);
  return { exit: error instanceof UsageError ? 'usage' : 'failed', sentence };
}

/** What is wrong with a server, ending in its own words. */
function serverSentence(error: ProviderError): string {
  const { message } = error;
  const address = error.url === undefined ? 'the server' : new URL(error.url).origin;
  switch (error.code) {
    case 'unreachable':
      if (error.status !== undefined) {
        return `${address} does not reach the server behind it: ${message}`;
      }
      return error.reason === 'untrusted'
        ? `the certificate of ${address} is not trusted: ${message}; --ca-file names who signed it`
        : `nothing answers at ${address}: ${message}`;
    case 'timeout':
      return `no answer from ${address}: ${message}`;
    case 'unauthorized':
      return `${address} refuses the key: ${message}`;
    case 'not-found':
      return error.missing === 'model' ? message : `${address} has no such route: ${message}`;
    case 'overloaded':
      return `${address} is busy: ${message}`;
    case 'bad-response':
      return `${address} does not answer as vLLM does: ${message}`;
    case 'failed':
      return error.reason === 'engine-dead'
        ? `the engine inside ${address} has died, the server must be restarted: ${message}`
        : `${address} failed: ${message}`;
    case 'rejected':
    case 'unsupported':
      if (error.reason === 'text-only') return `the model reads no images: ${message}`;
      return `${address} refused: ${message}`;
    default:
      return assertNever(error.code);
  }
}
