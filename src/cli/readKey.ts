import { trimmedKey } from '../provider/apiKey';
import type { CommandContext } from './command';
import { nonEmpty } from './options';
import { UsageError } from './usageError';

/** Where a person may have put a key. */
export interface KeyOptions {
  readonly 'api-key': string | undefined;
  readonly 'api-key-file': string | undefined;
}

/** The key that was given in one of three ways; it is shown by nobody from now on. */
export async function readKey(
  { 'api-key': given, 'api-key-file': path }: KeyOptions,
  { env, files, terminal }: Pick<CommandContext, 'env' | 'files' | 'terminal'>,
  variable: string,
): Promise<string | undefined> {
  if (path !== undefined && given !== undefined) {
    throw new UsageError('--api-key and --api-key-file cannot be used together');
  }
  const key =
    path === undefined
      ? (nonEmpty(trimmedKey(given ?? '')) ?? nonEmpty(trimmedKey(env[variable] ?? '')))
      : trimmedKey(await readKeyFile(path, files));
  if (key !== undefined) terminal.learn(key);
  if (key === '') throw new UsageError('the file of --api-key-file is empty');
  if (path !== undefined && /\s/.test(key ?? '')) {
    throw new UsageError('the file of --api-key-file holds more than a key');
  }
  return key;
}

/** What was named is not told: it may be the key itself. */
async function readKeyFile(path: string, files: CommandContext['files']): Promise<string> {
  try {
    return await files.readText(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const reason = /: ([^:]*)$/.exec(error.message)?.[1] ?? 'it is not UTF-8 text';
    throw new UsageError(`cannot read the file of --api-key-file: ${reason}`);
  }
}
