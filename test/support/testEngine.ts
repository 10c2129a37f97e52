import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../src/base/random';
import { createEngineWorkers, type EngineWorkers } from '../../src/embedded/engineWorkers';
import { startEngine, type Engine, type EngineOptions } from '../../src/embedded/startEngine';

/** The built scripts that an engine starts, and nothing beside them: `npm test` reads this. */
const builtWorker = join(import.meta.dirname, '../../dist/embedded');

/** For all engines of a run of tests, until its process ends: starting their own would take most of the time. */
export const sharedWorkers: EngineWorkers = createEngineWorkers(dirname(builtWorker));

/** Little to learn, so that an engine is up at once. */
export const greenhouse = join(import.meta.dirname, '../../examples/greenhouse');

/** An engine on a free port that has learnt the greenhouse. */
export async function startTestEngine({
  folders = [greenhouse],
  token,
  emulate,
  flags = {},
  adapterRoots = [greenhouse, tmpdir()],
  patience = {},
  clock,
  workers = sharedWorkers,
}: {
  readonly folders?: readonly string[];
  readonly token?: string;
} & Partial<
  Pick<EngineOptions, 'emulate' | 'flags' | 'adapterRoots' | 'patience' | 'clock' | 'workers'>
> = {}): Promise<Engine> {
  const engine = await startEngine({
    port: 0,
    folders: folders.map((path) => ({ path, patterns: [] })),
    workers,
    token,
    emulate,
    flags,
    adapterRoots,
    patience,
    // Texts that end early by chance would fail a test once in a hundred runs.
    random: seededRandom(1),
    ...(clock && { clock }),
  });
  await engine.corpusReady();
  return engine;
}
