import { parseBaseUrl, type BaseUrl, type BaseUrlProblem } from '../provider/baseUrl';
import { probe, type Server } from '../provider/probe';
import type { CommandContext } from './command';
import type { JsonValue } from './document';
import { UsageError } from './usageError';
import type { OptionTable, Values } from './options';

/** Where nothing else is said, as the editor's settings have it. */
export const defaultAddress = 'http://localhost:8000/v1';

/** Taken by every command that asks a server. */
export const serverOptions = {
  'base-url': {
    type: 'string',
    value: 'U',
    help: `address of the server (default: TRELLIS_BASE_URL, or else ${defaultAddress})`,
  },
  'api-key': {
    type: 'string',
    value: 'K',
    help: 'its key (default: TRELLIS_API_KEY, which other users of this machine cannot see)',
  },
} as const satisfies OptionTable;

/** Where the server is and how it is asked; throws a `UsageError` where that is no address. */
export interface Access {
  readonly baseUrl: BaseUrl;
  readonly apiKey?: string;
}

export function readAccess(
  values: Values<typeof serverOptions>,
  { env }: Pick<CommandContext, 'env'>,
): Access {
  const given = values['base-url'] ?? nonEmpty(env['TRELLIS_BASE_URL']) ?? defaultAddress;
  const baseUrl = parseBaseUrl(given);
  if (typeof baseUrl === 'string') throw new UsageError(`“${given}” ${addressWords[baseUrl]}`);
  const apiKey = values['api-key'] ?? nonEmpty(env['TRELLIS_API_KEY']);
  return apiKey === undefined ? { baseUrl } : { baseUrl, apiKey };
}

/** Asks the server who it is; throws `ProviderError`. */
export function connect(access: Access, { signal }: CommandContext): Promise<Server> {
  return probe(access, { signal });
}

export function serverDocument({
  llm,
  kind,
  version,
}: Server): Readonly<Record<string, JsonValue>> {
  return { baseUrl: llm.baseUrl, kind, version: version ?? null };
}

const addressWords: Readonly<Record<BaseUrlProblem, string>> = {
  empty: 'is no address; an example is http://gpu-box:8000/v1',
  'not-a-url': 'is no address; an example is http://gpu-box:8000/v1',
  'not-http': 'must begin with http:// or https://',
  'has-credentials': 'must not hold a name and a password; use TRELLIS_API_KEY',
  'has-query': 'must not have a ? or # part',
};

/** A variable that is set to nothing is one that is not set. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
