import { systemClock } from '../base/clock';
import { parseBaseUrl, type BaseUrl, type BaseUrlProblem } from '../provider/baseUrl';
import { ProviderError } from '../provider/errors';
import { probe, type ProbedServer } from '../provider/probe';
import { parseRelease } from '../provider/release';
import { createNodeFetch } from '../provider/transport/nodeFetch';
import type { CommandContext } from './command';
import type { JsonValue } from './document';
import { readKey } from './readKey';
import { nonEmpty, readNumber, type OptionTable, type Values } from './options';
import { answerWithTimeout, timeouts } from './timeouts';
import { findProxy, throughProxy } from './proxy';
import { quoteIfShort } from '../base/quoting';
import { UsageError } from './usageError';

/** Where nothing else is said, as the editor's settings have it. */
export const defaultAddress = 'http://localhost:8000/v1';

/** Taken by every command that asks a server. */
export const serverOptions = {
  'base-url': {
    type: 'string',
    value: 'U',
    help: `address of the server (default: TRELLIS_BASE_URL, or else ${defaultAddress}); where that variable is set, TRELLIS_API_KEY and TRELLIS_MODEL apply to that server only`,
  },
  'api-key': {
    type: 'string',
    value: 'K',
    help: 'its key; other users of this machine see it in the process list, unlike the variable TRELLIS_API_KEY and a file',
  },
  'api-key-file': {
    type: 'string',
    value: 'F',
    help: 'read the key from this file (- is standard input)',
  },
  header: {
    type: 'string',
    multiple: true,
    value: 'NAME:VALUE',
    help: 'send this header with every request; may be given several times',
  },
  'ca-file': {
    type: 'string',
    value: 'F',
    help: 'trust the certificate authorities in this PEM file, too',
  },
  release: {
    type: 'string',
    value: 'R',
    help: 'release of vLLM, where something in front of it hides that or tells its own',
  },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    help: `of silence after which a server is given up (default: ${timeouts.questions / 1000}, and ${timeouts.answers / 1000} while it writes an answer or loads an adapter)`,
  },
} as const satisfies OptionTable;

/** Where the server is and how it is asked. */
export interface ServerAccess {
  readonly baseUrl: BaseUrl;
  readonly apiKey?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly release?: string;
  /** In PEM. */
  readonly authorities?: string;
  /** Milliseconds of silence; as `patience` has it unless told. */
  readonly timeout?: number;
}

/** Throws a `UsageError` for what is no address, header, release or readable file. */
export async function readServerAccess(
  values: Values<typeof serverOptions>,
  context: Pick<CommandContext, 'env' | 'files' | 'terminal'>,
): Promise<ServerAccess> {
  const { env, files } = context;
  const given = values['base-url'] ?? nonEmpty(env['TRELLIS_BASE_URL']) ?? defaultAddress;
  const baseUrl = mayBeKey(given) ? 'not-a-url' : parseBaseUrl(given);
  const shown = shownAddress(given);
  if (typeof baseUrl === 'string') throw new UsageError(`${shown} ${addressWords[baseUrl]}`);
  const own = { ...context, env: variablesFor(values['base-url'], env) };
  const apiKey = await readKey(values, own, 'TRELLIS_API_KEY');
  if (apiKey !== undefined && !/^[\x20-\x7e\x80-\xff]*$/.test(apiKey)) {
    throw new UsageError('the key holds a character that cannot be sent');
  }
  const known = /^(.*?)\/(?:chat\/completions|completions|models)$/.exec(baseUrl.api)?.[1];
  if (known !== undefined) {
    throw new UsageError(`${shown} names one route of a server; its address is ${known}`);
  }
  const { release, 'ca-file': caFile } = values;
  const seconds = readNumber('timeout', values.timeout, { min: 1, max: 86_400 });
  if (release !== undefined && !parseRelease(release)) {
    throw new UsageError(`--release takes one such as 0.16.0, not ${quoteIfShort(release)}`);
  }
  return {
    baseUrl,
    headers: Object.fromEntries(values.header.map(readHeader)),
    ...(apiKey !== undefined && { apiKey }),
    ...(release !== undefined && { release }),
    ...(seconds !== undefined && { timeout: seconds * 1000 }),
    ...(caFile !== undefined && { authorities: await files.readText(caFile) }),
  };
}

/**
 * The variables, but for the key and the model of another server: they belong to the address of
 * TRELLIS_BASE_URL where there is one, as in a terminal that an editor opened.
 */
export function variablesFor(
  given: string | undefined,
  env: CommandContext['env'],
): CommandContext['env'] {
  const asked = originOf(given);
  const told = originOf(env['TRELLIS_BASE_URL']);
  if (asked === undefined || told === undefined || asked === told) return env;
  return { ...env, TRELLIS_API_KEY: undefined, TRELLIS_MODEL: undefined };
}

/** `undefined` for what is no address. */
export function originOf(address = ''): string | undefined {
  const baseUrl = parseBaseUrl(address);
  return typeof baseUrl === 'string' ? undefined : baseUrl.origin;
}

/** A word alone, with digits in it, is no machine's name that anybody has to write so. */
function mayBeKey(given: string): boolean {
  return /^(?=\D*\d)[^\s.:/]{16,}$/.test(given.trim());
}

/** What stands behind `?` and `#` is left out: a key is among that. */
function shownAddress(given: string): string {
  const [address = ''] = given.split(/[?#]/, 1);
  return mayBeKey(given) ? 'what was given as the address' : `“${address}”`;
}

function readHeader(text: string): readonly [name: string, value: string] {
  const [, name, value] =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  // What was given is not quoted: it may be a key with its colon forgotten.
  const wrong = /^[^\s:]+:/.test(text) ? 'holds a character that cannot be sent' : 'has no colon';
  throw new UsageError(`--header takes NAME:VALUE, and one that was given ${wrong}`);
}

/**
 * Asks the server who it is; throws `ProviderError`. What is asked of it afterwards may take as long
 * as `questions` or as `answers` may.
 */
export async function connect(
  { authorities, timeout, ...access }: ServerAccess,
  { signal, env, terminal }: CommandContext,
  next: keyof typeof timeouts = 'questions',
): Promise<ProbedServer> {
  const clock = systemClock;
  const limit = timeout ?? timeouts.questions;
  const proxy = await findProxy(access.baseUrl, env);
  const direct = createNodeFetch({
    clock,
    connectTimeout: limit,
    authorities,
    ...(proxy && { agentFor: proxy.agent }),
  });
  const fetch = proxy ? throughProxy(direct, proxy.address) : direct;
  const options = { ...access, fetch, timeout: timeout ?? timeouts[next] };
  try {
    const server = await answerWithTimeout(
      limit,
      (asked) => probe(options, { signal: asked, timeout: limit }),
      { clock, signal },
    );
    const { models, unread } = server;
    if (unread > 0) {
      terminal.note(
        `the server lists ${models.length + unread} models; the first ${models.length} are read`,
      );
    }
    return server;
  } catch (error) {
    throw error instanceof ProviderError ? placed(error, access) : error;
  }
}

/** The failure of the first questions, with where they went if it does not say so itself. */
function placed(error: ProviderError, { baseUrl }: Pick<ServerAccess, 'baseUrl'>): ProviderError {
  const { code, message, url } = error;
  if (code !== 'timeout' || url !== undefined) return error;
  return new ProviderError(code, message, { url: baseUrl.api, cause: error });
}

export function serverDocument({
  llm,
  kind,
  version,
}: ProbedServer): Readonly<Record<string, JsonValue>> {
  return { baseUrl: llm.baseUrl, kind, version: version ?? null };
}

const addressWords: Readonly<Record<BaseUrlProblem, string>> = {
  empty: 'is not an address; an example is http://gpu-box:8000/v1',
  'not-a-url': 'is not an address; an example is http://gpu-box:8000/v1',
  'not-http': 'must begin with http:// or https://',
  'has-credentials': 'must not hold a name and a password; use TRELLIS_API_KEY',
  'has-query': 'must not have a ? or # part',
};
