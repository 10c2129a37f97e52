import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, parse, relative, resolve, sep } from 'node:path';
import { createExclusion, type Exclusion } from '../../context/exclude';
import { createFolderReader } from '../../context/folderReader';
import type { AdapterPlace, IndexerInput } from './indexerProtocol';

/** What lies below these is the system's, of no size and without end. */
const systemFolders = /^\/(?:proc|sys|dev)(?:\/|$)/;

export type Location =
  | { readonly kind: 'found'; readonly place: AdapterPlace }
  | { readonly kind: 'missing' }
  | { readonly kind: 'excluded'; readonly exclusion: Exclusion };

/**
 * Finds the folder that a `lora_path` means: an absolute path, or one relative to the first corpus
 * folder. Inside a corpus folder that folder's rules hold; elsewhere the whole path is judged.
 */
export async function locateAdapter(
  path: string,
  { folders, patterns }: Pick<IndexerInput, 'folders' | 'patterns'>,
): Promise<Location> {
  const [first] = folders;
  if (path.includes('\0') || (!isAbsolute(path) && first === undefined)) return { kind: 'missing' };
  const real = await realpath(resolve(first ?? '/', path)).catch(() => undefined);
  if (real === undefined || !(await isDirectory(real))) return { kind: 'missing' };
  if (real === parse(real).root || systemFolders.test(real)) return { kind: 'missing' };
  const corpora = await Promise.all(folders.map((each) => realpath(each).catch(() => each)));
  const root = corpora.find((each) => isInside(each, real)) ?? parse(real).root;
  const directory = relative(root, real).split(sep).join('/');
  const exclusion = createExclusion(createFolderReader(root), { patterns });
  const found = directory === '' ? undefined : await exclusion.isDirectoryExcluded(directory);
  return found === undefined
    ? { kind: 'found', place: { root, directory } }
    : { kind: 'excluded', exclusion: found };
}

async function isDirectory(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() === true;
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (inside.split(sep)[0] !== '..' && !isAbsolute(inside));
}
