import { withRedactedRequests } from '../activity/withRedactedRequests';
import type { Sampling } from '../provider/llm';
import type { ProbedServer } from '../provider/probe';
import { readInteger, readNumber, type OptionTable, type Values } from './options';

/** Taken by every command that has a model write. */
export const samplingOptions = {
  'max-tokens': { type: 'string', value: 'N', help: 'maximum number of tokens to write' },
  temperature: { type: 'string', value: 'T', help: 'from 0 (always the likeliest token) to 2' },
  'allow-secrets': {
    type: 'boolean',
    help: 'send private keys, tokens and passwords, and files whose names suggest them; otherwise the former are left out with a warning and the latter are refused',
  },
  seed: { type: 'string', value: 'S', help: 'the same seed may give the same text again' },
} as const satisfies OptionTable;

export interface SamplingArguments {
  readonly maxTokens: number | undefined;
  readonly secrets: 'left out' | 'sent';
  readonly sampling: Pick<Sampling, 'temperature' | 'seed'>;
}

export function readSampling(values: Values<typeof samplingOptions>): SamplingArguments {
  const temperature = readNumber('temperature', values.temperature, { min: 0, max: 2 });
  const seed = readInteger('seed', values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER });
  return {
    maxTokens: readInteger('max-tokens', values['max-tokens'], { min: 1, max: 1_000_000 }),
    secrets: values['allow-secrets'] ? 'sent' : 'left out',
    sampling: {
      ...(temperature !== undefined && { temperature }),
      ...(seed !== undefined && { seed }),
    },
  };
}

/** The server, as it is told what was asked. */
export function applySecretsOption(
  server: ProbedServer,
  { secrets }: Pick<SamplingArguments, 'secrets'>,
): ProbedServer {
  return secrets === 'sent' ? server : { ...server, llm: withRedactedRequests(server.llm) };
}
