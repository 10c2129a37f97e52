import { withTimeout } from '../../base/timeout';
import type { FactName } from '../capabilities';
import { resultOrError, ProviderError } from '../errors';
import type { CallOptions, ModelCard } from '../llm';
import type { FailedCall } from '../routes/protocol';
import { listModels } from '../routes/serverInfo';
import { sideRequestOptions } from '../sideRequestOptions';
import type { Transport } from '../transport/transport';
import { oneTokenRaw } from '../wire/probes';
import { factsWithoutEngine } from './probes';

/** A request that failed. */
interface FailedRequest {
  readonly failure: ProviderError;
  /** Absent where it was for no model. */
  readonly model: string | undefined;
  readonly transport: Transport;
  readonly call: CallOptions;
}

/** Milliseconds that finding out may take: somebody waits for the error. */
const probeTimeout = 5_000;

/**
 * What vLLM says once what generates in it has died: the name of its error, and that error's words
 * (seen on 0.10.2 and 0.16.0).
 */
const words = /EngineDeadError|EngineCore encountered an issue/;

/**
 * Whether what generates in the server has died, while the server still answers. It says so itself,
 * or `/health` is 503 (reference, section 1.1). A router's own `/health` says nothing of that; there
 * the smallest request to the same model has to fail alike. Throws only an `AbortError`.
 */
async function isEngineDead({ failure, model, transport, call }: FailedRequest): Promise<boolean> {
  if (words.test(failure.message)) return true;
  const dead = await withTimeout(transport.clock, probeTimeout, call.signal, async (signal) => {
    const aside = sideRequestOptions({ ...call, signal });
    if ((await healthOf(transport, aside)) === 503) return true;
    return failure.status === 500 && (await everythingFails(transport, model, aside));
  });
  return dead ?? false;
}

/**
 * The failure of a request, as that of an engine that has died where it is one.
 *
 * @param suspect the statuses that such a failure may have
 */
export async function explainDeath(
  { error, model, options }: FailedCall,
  suspect: readonly number[],
  transport: Transport,
): Promise<unknown> {
  if (!(error instanceof ProviderError) || !suspect.includes(error.status ?? 0)) return error;
  const dead = await isEngineDead({ failure: error, model, transport, call: options });
  return dead ? error.because('engine-dead', 'failed') : error;
}

/** Throws where a probe failed because the engine has died. */
export async function checkEngine(
  failure: ProviderError,
  { transport, model, call }: Omit<FailedRequest, 'failure'>,
): Promise<void> {
  if (failure.code !== 'failed') return;
  if (!(await isEngineDead({ failure, model, transport, call }))) return;
  throw failure.because('engine-dead');
}

/**
 * A failure that shows a dead engine where `/health` is a router's and says nothing of it:
 * whatever was asked to be generated broke, by conversations as well as by raw prompts.
 */
export function allGenerationsBroke(
  failures: ReadonlyMap<FactName, ProviderError | undefined>,
): ProviderError | undefined {
  const generations = [...failures].filter(([name]) => !factsWithoutEngine.has(name));
  const broke = generations.filter(([, failure]) => failure?.code === 'failed');
  const routes = failures.has('completion-constraints') && broke.length > 1;
  return routes && broke.length === generations.length ? broke[0]?.[1] : undefined;
}

async function healthOf(transport: Transport, call: CallOptions): Promise<number | undefined> {
  const outcome = await resultOrError(
    transport.text({ method: 'GET', mount: 'root', path: '/health' }, call),
  );
  return outcome instanceof ProviderError ? outcome.status : 200;
}

/** "Every request 500 while the models are still listed". */
async function everythingFails(
  transport: Transport,
  model: string | undefined,
  call: CallOptions,
): Promise<boolean> {
  const models = await resultOrError(listModels(transport, call));
  const base = models instanceof ProviderError ? undefined : baseOf(model, models);
  if (base === undefined) return false;
  const body = oneTokenRaw(base);
  const outcome = await resultOrError(
    transport.json({ method: 'POST', mount: 'api', path: '/completions', body }, call),
  );
  return outcome instanceof ProviderError && outcome.status === 500;
}

/** An adapter may be at fault itself. */
function baseOf(model: string | undefined, models: readonly ModelCard[]): string | undefined {
  const asked = models.find(({ id }) => id === model);
  return asked?.parent ?? model ?? models.find(({ parent }) => parent === undefined)?.id;
}
