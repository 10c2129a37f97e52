import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, parse, relative, resolve, sep } from 'node:path';
import { createExclusion, type Exclusion } from '../../context/exclude';
import { createFolderReader } from '../../context/folderReader';
import type { AdapterPlace, CorpusFolder } from './indexerProtocol';

/** What lies below these is the system's, of no size and without end. */
const systemFolders = /^\/(?:proc|sys|dev)(?:\/|$)/;

export interface AdapterFolders {
  readonly folders: readonly CorpusFolder[];
  /** Absolute paths of the folders that adapters may lie in, or be. */
  readonly within: readonly string[] | 'anywhere';
}

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
  { folders, within }: AdapterFolders,
): Promise<Location> {
  const [first] = folders;
  if (path.includes('\0') || (!isAbsolute(path) && first === undefined)) return { kind: 'missing' };
  const named = resolve(first?.path ?? '/', path);
  // Before the disk is asked: an answer, and the time that it takes, tell nothing of other places.
  if (!(await isWithin(within, named))) return { kind: 'missing' };
  const real = await realpath(named).catch(() => undefined);
  if (real === undefined || !(await isWithin(within, real))) return { kind: 'missing' };
  if (!(await isDirectory(real))) return { kind: 'missing' };
  if (real === parse(real).root || systemFolders.test(real)) return { kind: 'missing' };
  const elsewhere = { path: parse(real).root, patterns: folders.flatMap((each) => each.patterns) };
  const corpora = await Promise.all(folders.map(atRealPath));
  const { path: root, patterns } = corpora.find((each) => isInside(each.path, real)) ?? elsewhere;
  const directory = relative(root, real).split(sep).join('/');
  const exclusion = createExclusion(createFolderReader(root), { patterns });
  const found = directory === '' ? undefined : await exclusion.isDirectoryExcluded(directory);
  return found === undefined
    ? { kind: 'found', place: { path: root, patterns, directory } }
    : { kind: 'excluded', exclusion: found };
}

async function isWithin(within: AdapterFolders['within'], path: string): Promise<boolean> {
  if (within === 'anywhere') return true;
  const real = await Promise.all(within.map((each) => realpath(each).catch(() => each)));
  return [...within, ...real].some((each) => isInside(each, path));
}

async function atRealPath(folder: CorpusFolder): Promise<CorpusFolder> {
  return { ...folder, path: await realpath(folder.path).catch(() => folder.path) };
}

async function isDirectory(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() === true;
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (inside.split(sep)[0] !== '..' && !isAbsolute(inside));
}
