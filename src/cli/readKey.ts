import type { CommandContext } from './command';
import { nonEmpty } from './options';
import { UsageError } from './usageError';

/** Where a person may have put a key. */
export interface KeyOptions {
  readonly 'api-key': string | undefined;
  readonly 'api-key-file': string | undefined;
}

/** The key that was given in one of three ways; what a file holds is shown by nobody from now on. */
export async function readKey(
  { 'api-key': given, 'api-key-file': path }: KeyOptions,
  { env, files, terminal }: Pick<CommandContext, 'env' | 'files' | 'terminal'>,
  variable: string,
): Promise<string | undefined> {
  if (path === undefined) return nonEmpty(given) ?? nonEmpty(env[variable]);
  if (given !== undefined) {
    throw new UsageError('--api-key and --api-key-file exclude each other');
  }
  const key = (await files.readText(path)).replace(/^\ufeff/, '').trim();
  terminal.learn(key);
  if (key === '') throw new UsageError('the file of --api-key-file is empty');
  if (/\s/.test(key)) throw new UsageError('the file of --api-key-file holds more than a key');
  return key;
}
