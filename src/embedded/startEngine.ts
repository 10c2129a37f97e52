import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../base/clock';
import type { Random } from '../base/random';
import { silentLog, type Log } from '../base/log';
import { defaultMaxBytes } from '../context/exclude';
import { createRoutes } from './api/routes';
import { Adapters } from './corpus/adapters';
import type { CorpusFolder } from './corpus/indexerProtocol';
import { createChangeFilter } from './corpus/changeFilter';
import { LiveCorpus, type LiveCorpusOptions } from './corpus/liveCorpus';
import type { AdapterFolders } from './corpus/locateAdapter';
import { watchDirectories } from './corpus/watchDirectories';
import { writeConstrained } from './constrained/writeConstrained';
import type { EngineWorkers } from './engineWorkers';
import { Admission } from './generation/admission';
import { Metrics } from './generation/metrics';
import { TimeSlicer } from './generation/timeSlicer';
import { writeFreely } from './generation/writeFreely';
import { readEmulation } from './emulation/emulation';
import { defaultFlags, type ServerFlags } from './emulation/serverFlags';
import { ApiError } from './http/apiError';
import { createHttpServer } from './http/httpServer';
import { defaultTimeouts, type ClientTimeouts } from './http/clientTimeouts';
import { UsageError } from './usageError';

export const maxCorpusBytes = 8 * 1024 * 1024;

export interface EngineOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly folders?: readonly CorpusFolder[];
  /** Served from the start, as those that are loaded later. */
  readonly adapters?: readonly { readonly name: string; readonly path: string }[];
  /** Folders that adapters may lie in, beside the corpus and `adapters`, where nobody needs a key. */
  readonly adapterRoots?: readonly string[];
  /** When set, every request needs it as its bearer token. */
  readonly token?: string | undefined;
  /** A version of vLLM, `rust` or `router`, to take after; nothing for the engine's own manners. */
  readonly emulate?: string | undefined;
  /** What a vLLM would have been started with. */
  readonly flags?: Partial<ServerFlags>;
  /** Not disposed of with the engine. */
  readonly workers: EngineWorkers;
  readonly clock?: Clock;
  /** Draws the seeds that requests leave open. */
  readonly random?: Random;
  readonly patience?: Partial<ClientTimeouts>;
  readonly log?: Log;
}

export interface Engine {
  readonly port: number;
  /** For a person: whom it takes after. */
  readonly emulates: string;
  /** With `/v1`, as clients want it. */
  readonly baseUrl: string;
  /** Resolves when the corpus as it is now was learnt, or could not be. */
  readonly corpusReady: () => Promise<void>;
  /** Stops every request and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts the engine on loopback; resolves once it listens; requests wait until the corpus is learnt.
 * Throws a `UsageError` for an adapter that cannot be served.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { clock = systemClock, random = Math.random, log = silentLog, workers } = options;
  const emulation = readEmulation(options.emulate);
  const flags = { ...defaultFlags, ...options.flags };
  const learning: LiveCorpusOptions = {
    input: {
      folders: options.folders ?? [],
      maxFileBytes: defaultMaxBytes,
      maxCorpusBytes,
    },
    index: workers.index,
    watch: watchDirectories,
    createChangeFilter,
    clock,
    log,
    nextId: workers.nextCorpusId,
  };
  const corpus = new LiveCorpus(learning);
  const within = adapterPlaces(options);
  const adapters = new Adapters(learning, { emulation, flags, within });
  const turns = new TimeSlicer(clock);
  const admission = new Admission({ running: 64, waiting: 20_000 });
  const routes = createRoutes({
    emulation,
    flags,
    learnt: () => corpus.learntOnce(),
    adapters,
    turn: () => turns.take(),
    write: (request, signal) => {
      const { constraint } = request;
      return constraint === undefined
        ? writeFreely(request, turns, signal)
        : writeConstrained(
            { ...request, constraint },
            { pool: workers.pool, turns, clock, emulation },
            signal,
          );
    },
    admission,
    metrics: new Metrics(admission, clock),
    unixTime: () => Math.floor(Date.now() / 1000),
    createSeed: () => Math.floor(random() * 2 ** 32),
    createId: () => randomBytes(8).toString('hex'),
  });
  const server = createHttpServer({
    routes,
    token: options.token,
    apiKey: flags.apiKey,
    guardedPaths: emulation.has('keyGuardsMoreThanV1') ? ['/v1', '/v2', '/inference'] : ['/v1'],
    emulation,
    patience: { ...defaultTimeouts, ...options.patience },
    clock,
    log,
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  corpus.start();
  for (const adapter of options.adapters ?? []) await serve(adapter, adapters);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    emulates: emulation.title,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    corpusReady: () => corpus.ready,
    async close() {
      corpus.dispose();
      adapters.dispose();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Where adapters may lie. Without a key whoever can reach the port asks, on behalf of the person who
 * started it: then only what that person named may be read.
 */
function adapterPlaces(options: EngineOptions): AdapterFolders['within'] {
  const { token, flags, folders = [], adapters = [], adapterRoots = [] } = options;
  if (token !== undefined || flags?.apiKey !== undefined) return 'anywhere';
  return [...[...folders, ...adapters].map(({ path }) => path), ...adapterRoots];
}

/** Serves an adapter from the start; a person is told of the command line, not of requests. */
async function serve(
  adapter: { readonly name: string; readonly path: string },
  adapters: Adapters,
): Promise<void> {
  try {
    await adapters.load({ ...adapter, taken: 'refuse' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { name, path } = adapter;
    const reason = error.status === 404 ? 'there is no code in that folder' : error.message;
    throw new UsageError(`--adapter ${name}=${path} cannot be served: ${reason}`);
  }
}
