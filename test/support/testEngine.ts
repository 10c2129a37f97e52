import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine, type EngineOptions } from '../../src/embedded/startEngine';

const root = join(import.meta.dirname, '../..');

export const distFolder = join(root, 'dist');

/** An engine on a free port that has learnt the source of this project. */
export async function startTestEngine({
  folders = [join(root, 'src')],
  token,
  emulate,
  flags = {},
  adapterRoots = [root, tmpdir()],
  patience = {},
  clock,
}: {
  readonly folders?: readonly string[];
  readonly token?: string;
} & Pick<
  EngineOptions,
  'emulate' | 'flags' | 'adapterRoots' | 'patience' | 'clock'
> = {}): Promise<Engine> {
  const engine = await startEngine({
    port: 0,
    folders: folders.map((path) => ({ path, patterns: [] })),
    scripts: distFolder,
    token,
    emulate,
    flags,
    adapterRoots,
    patience,
    ...(clock && { clock }),
  });
  await engine.corpusReady();
  return engine;
}
