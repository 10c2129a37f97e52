import { join } from 'node:path';
import { startEngine, type Engine } from '../../src/embedded/startEngine';

const root = join(import.meta.dirname, '../..');

export const distFolder = join(root, 'dist');

/** An engine on a free port that has learnt the source of this project. */
export async function startTestEngine(
  options: { readonly folders?: readonly string[]; readonly token?: string } = {},
): Promise<Engine> {
  const engine = await startEngine({
    port: 0,
    folders: [join(root, 'src')],
    scripts: distFolder,
    ...options,
  });
  await engine.corpusReady();
  return engine;
}
