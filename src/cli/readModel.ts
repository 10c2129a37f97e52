import type { CommandContext } from './command';
import { nonEmpty, type Option, type Values } from './options';
import { variablesFor, type serverOptions } from './server';

export const modelOption = {
  type: 'string',
  value: 'M',
  help: 'name of the model (default: TRELLIS_MODEL, or else the first listed)',
} as const satisfies Option;

type ModelOptions = { readonly model: typeof modelOption } & Pick<typeof serverOptions, 'base-url'>;

/** As the server lists it; empty for its first one. */
export function readModel(values: Values<ModelOptions>, env: CommandContext['env']): string {
  const variables = variablesFor(values['base-url'], env);
  return values.model ?? nonEmpty(variables['TRELLIS_MODEL']) ?? '';
}
