import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  AbstractCoreConfigurationError,
  readAbstractCoreConfiguration,
  usualPlace,
  type AbstractCoreConfiguration,
} from '../abstractcore/configuration';
import { wordsForChange } from '../abstractcore/unusedParameters';
import type { CommandContext } from './command';
import { fileLabel } from './files';
import { nonEmpty, type Option } from './options';
import { originOf } from './server';
import { UsageError } from './usageError';

/** Taken by every command that asks a server. */
export const configurationOption = {
  type: 'string',
  value: 'FILE',
  help: `read address, model, timeout and parameters from this configuration of AbstractCore, where no option or variable says otherwise; auto is ~/${usualPlace}`,
} as const satisfies Option;

interface ConfigurableValues {
  readonly config: string | undefined;
  readonly 'base-url': string | undefined;
  readonly timeout: string | undefined;
  readonly model?: string | undefined;
  readonly 'max-tokens'?: string | undefined;
  readonly temperature?: string | undefined;
  readonly 'extra-body'?: string | undefined;
}

/**
 * The values of the options, those that were not given as the file of `--config` has them. What
 * became of the file's other names is told. Throws a `UsageError` where it cannot be read.
 */
export async function withConfiguration<Given extends ConfigurableValues>(
  given: Given,
  { env, files, terminal }: Pick<CommandContext, 'env' | 'files' | 'terminal'>,
): Promise<Given> {
  if (given.config === undefined) return given;
  const path = given.config === 'auto' ? join(homeFolder(env), usualPlace) : given.config;
  const configuration = parse(await files.readText(path), fileLabel(path));
  for (const change of configuration.changes) {
    terminal.note(`trellis: ${fileLabel(path)}: ${wordsForChange(change)}`);
  }
  return { ...given, ...missingValues(given, configuration, env) };
}

function homeFolder(env: CommandContext['env']): string {
  return nonEmpty(env['HOME']) ?? nonEmpty(env['USERPROFILE']) ?? homedir();
}

function parse(text: string, name: string): AbstractCoreConfiguration {
  try {
    return readAbstractCoreConfiguration(text);
  } catch (error) {
    if (!(error instanceof AbstractCoreConfigurationError)) throw error;
    throw new UsageError(`${name} ${error.message}`);
  }
}

/** Values of the options that the command has, that were not given, and that no variable gives. */
function missingValues(
  given: ConfigurableValues,
  configuration: AbstractCoreConfiguration,
  env: CommandContext['env'],
): Partial<ConfigurableValues> {
  const { baseUrl, model, timeout, maxTokens, temperature, extraBody } = configuration;
  const asked = given['base-url'] ?? nonEmpty(env['TRELLIS_BASE_URL']);
  // A model is one of the file's own server.
  const own = asked === undefined || originOf(asked) === originOf(baseUrl);
  const ownModel = own && nonEmpty(env['TRELLIS_MODEL']) === undefined ? model : undefined;
  const extra = Object.keys(extraBody).length === 0 ? undefined : JSON.stringify(extraBody);
  const values: Readonly<Record<string, string | undefined>> = {
    'base-url': asked === undefined ? baseUrl : undefined,
    model: ownModel,
    timeout: timeout?.toString(),
    'max-tokens': maxTokens?.toString(),
    temperature: temperature?.toString(),
    'extra-body': extra,
  };
  const missing = Object.entries(values).filter(
    ([name, value]) =>
      value !== undefined && name in given && given[name as keyof ConfigurableValues] === undefined,
  );
  return Object.fromEntries(missing);
}
