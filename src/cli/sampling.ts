import * as z from 'zod';
import { withRedactedRequests } from '../activity/withRedactedRequests';
import { parseJson } from '../base/json';
import type { Sampling } from '../provider/llm';
import type { ProbedServer } from '../provider/probe';
import { readInteger, readNumber, type OptionTable, type Values } from './options';
import { UsageError } from './usageError';

/** Taken by every command that has a model write. */
export const samplingOptions = {
  'max-tokens': { type: 'string', value: 'N', help: 'maximum number of tokens to write' },
  temperature: { type: 'string', value: 'T', help: 'from 0 (always the likeliest token) to 2' },
  'allow-secrets': {
    type: 'boolean',
    help: 'send private keys, tokens and passwords, and files whose names suggest them; otherwise the former are left out with a warning and the latter are refused',
  },
  'extra-body': {
    type: 'string',
    value: 'JSON',
    help: 'an object whose fields are merged into the body of the request, over what is sent otherwise',
  },
  seed: { type: 'string', value: 'S', help: 'the same seed may give the same text again' },
} as const satisfies OptionTable;

export interface SamplingArguments {
  readonly maxTokens: number | undefined;
  readonly secrets: 'left out' | 'sent';
  readonly sampling: Pick<Sampling, 'temperature' | 'seed' | 'extraBody'>;
}

export function readSampling(values: Values<typeof samplingOptions>): SamplingArguments {
  const temperature = readNumber('temperature', values.temperature, { min: 0, max: 2 });
  const extraBody = readExtraBody(values['extra-body']);
  const seed = readInteger('seed', values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER });
  return {
    maxTokens: readInteger('max-tokens', values['max-tokens'], { min: 1, max: 1_000_000 }),
    secrets: values['allow-secrets'] ? 'sent' : 'left out',
    sampling: {
      ...(temperature !== undefined && { temperature }),
      ...(seed !== undefined && { seed }),
      ...(extraBody && { extraBody }),
    },
  };
}

/** What was given is not quoted: a key may be among it. */
function readExtraBody(text: string | undefined): Sampling['extraBody'] {
  if (text === undefined) return undefined;
  const body = extraBodySchema.safeParse(parseJson(text));
  if (!body.success) throw new UsageError('--extra-body takes a JSON object');
  return body.data;
}

const extraBodySchema = z.record(z.string(), z.unknown());

/** The server, as it is told what was asked. */
export function applySecretsOption(
  server: ProbedServer,
  { secrets }: Pick<SamplingArguments, 'secrets'>,
): ProbedServer {
  return secrets === 'sent' ? server : { ...server, llm: withRedactedRequests(server.llm) };
}
