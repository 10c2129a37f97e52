import type { BaseUrl } from './baseUrl';
import { resultOrError, ProviderError } from './errors';
import { createLLM, type LLMOptions } from './createLLM';
import type { CallOptions, LLM, ModelCard, ProviderKind } from './llm';

/** A server that answered, and what it said of itself. */
export interface ProbedServer {
  readonly llm: LLM;
  readonly kind: ProviderKind;
  /** vLLM's release; behind a router it is the router's. */
  readonly version: string | undefined;
  /** Why its release is not known, where asking for it failed. */
  readonly versionFailure?: ProviderError;
  /** Never empty. */
  readonly models: readonly [ModelCard, ...ModelCard[]];
  /** How many more it lists, which are not read. */
  readonly unread: number;
}

/** What was asked of an address and what came back; judged by `classify`. */
export interface ProbeOutcome {
  readonly models: readonly ModelCard[] | ProviderError;
  readonly version: string | undefined | ProviderError;
  /** vLLM's release, where a person says it. */
  readonly told?: string | undefined;
}

export type ServerVerdict =
  | {
      readonly kind: ProviderKind;
      readonly version: string | undefined;
      readonly versionFailure?: ProviderError;
      readonly models: readonly [ModelCard, ...ModelCard[]];
    }
  | ProviderError;

/** Milliseconds. */
const versionTimeout = 5_000;

/** Asks an address who it is. Throws the `ProviderError` that says why it cannot be used. */
export async function probe(options: LLMOptions, call: CallOptions = {}): Promise<ProbedServer> {
  const candidate = createLLM('vllm', options);
  const limit = call.timeout ?? options.timeout ?? 2 * versionTimeout;
  // A gateway may keep it back, and what it tells can be done without.
  const timeout = Math.min(versionTimeout, limit / 2);
  let unread = 0;
  const onUnread = (more: number): void => {
    unread = more;
  };
  const [models, version] = await Promise.all([
    resultOrError(candidate.models({ ...call, onUnread })),
    resultOrError(candidate.version({ ...call, timeout })),
  ]);
  const verdict = classify({ models, version, told: options.release }, options.baseUrl);
  if (verdict instanceof ProviderError) throw verdict;
  // The candidate knows by now what it was told: release and windows.
  const llm = verdict.kind === 'vllm' ? candidate : createLLM(verdict.kind, options);
  return { llm, ...verdict, unread };
}

/**
 * Pure: the list of models decides whether there is a server; `/version`, the owner of its models or
 * a person whether it is vLLM, since a gateway passes on `/v1` and little else.
 */
export function classify({ models, version, told }: ProbeOutcome, baseUrl: BaseUrl): ServerVerdict {
  const release = told ?? (version instanceof ProviderError ? undefined : version);
  if (models instanceof ProviderError) {
    if (models.code !== 'not-found' || release === undefined) return models;
    const message = `vLLM ${release} answers at ${baseUrl.root}, but not under this path: its API is under /v1`;
    return new ProviderError('not-found', message, { missing: 'route', url: baseUrl.api });
  }
  const [first, ...others] = models;
  if (!first) return new ProviderError('bad-response', 'the server lists no models');
  const isVllm = release !== undefined || models.some(({ owner }) => owner === 'vllm');
  const kind = isVllm ? 'vllm' : 'openai';
  const failure = release === undefined && version instanceof ProviderError ? version : undefined;
  return {
    kind,
    version: release,
    ...(failure && { versionFailure: failure }),
    models: [first, ...others],
  };
}
