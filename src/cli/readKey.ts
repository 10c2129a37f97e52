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
    throw new UsageError('--api-key and --api-key-file exclude each other');
  }
  const key =
    path === undefined
      ? (nonEmpty(trimmedKey(given ?? '')) ?? nonEmpty(trimmedKey(env[variable] ?? '')))
      : await readKeyFile(path, files);
  if (key !== undefined) terminal.learn(key);
  if (path !== undefined && /\s/.test(key ?? '')) {
    throw new UsageError('the file of --api-key-file holds more than a key');
  }
  return key;
}

async function readKeyFile(path: string, files: CommandContext['files']): Promise<string> {
  const key = trimmedKey(await files.readText(path));
  if (key === '') throw new UsageError('the file of --api-key-file is empty');
  return key;
}
