import { join } from 'node:path';
import { startEngine, type Engine } from '../../src/embedded/startEngine';

const root = join(import.meta.dirname, '../..');

export const distFolder = join(root, 'dist');

/** An engine on a free port that has learnt the source of this project. */
export async function startTestEngine({
  folders = [join(root, 'src')],
  token,
}: { readonly folders?: readonly string[]; readonly token?: string } = {}): Promise<Engine> {
  const engine = await startEngine({
    port: 0,
    folders: folders.map((path) => ({ path, patterns: [] })),
    scripts: distFolder,
    token,
  });
  await engine.corpusReady();
  return engine;
}
