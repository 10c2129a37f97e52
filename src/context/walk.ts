import type { FileExclusion } from './exclude';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** The entries of a directory below the root (`''` is the root); empty when it cannot be read. */
export type ListDirectory = (path: string) => Promise<readonly DirectoryEntry[]>;

export type WalkResult =
  | { readonly kind: 'file'; readonly path: string }
  /** A directory that was entered. */
  | { readonly kind: 'directory'; readonly path: string };

/**
 * Finds every file that may be read for a model, each directory's files before its directories, in
 * the order of their names, so that the same tree gives the same order everywhere. Links are not
 * followed.
 */
export async function* walkFiles(
  list: ListDirectory,
  exclusion: FileExclusion,
  directory = '',
): AsyncGenerator<WalkResult, void, undefined> {
  yield { kind: 'directory', path: directory };
  const entries = [...(await list(directory))].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, kind } of entries) {
    const path = join(directory, name);
    if (kind !== 'file' || (await exclusion.isExcluded(path)) !== undefined) continue;
    yield { kind: 'file', path };
  }
  for (const { name, kind } of entries) {
    const path = join(directory, name);
    if (kind !== 'directory' || (await exclusion.isDirectoryExcluded(path)) !== undefined) continue;
    yield* walkFiles(list, exclusion, path);
  }
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
