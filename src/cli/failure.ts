import { isAbortError } from '../base/abort';
import { ProviderError } from '../provider/errors';
import { serverSentence } from './serverWords';
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
