import type { ExclusionReader } from '../../src/context/exclude';
import type { FolderLocation } from '../../src/context/folderLocation';
import type { DirectoryEntry, ListDirectory } from '../../src/context/walk';

export interface MemoryFolder extends ExclusionReader {
  readonly list: ListDirectory;
  /** Paths whose text was read, in order. */
  readonly reads: string[];
}

/** A folder in memory: files by path, also above it, and links from a path to where it really lies. */
export function memoryFolder(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string | undefined>> = {},
  place: Partial<FolderLocation> = {},
): MemoryFolder {
  const reads: string[] = [];
  const textOf = (path: string): string | undefined => files[links[path] ?? path];
  return {
    reads,
    letterCase: 'exact',
    place: () => Promise.resolve({ paths: ['/work'], inRepository: '', ...place }),
    gitFiles: (path) => Promise.resolve([`${path}/info/exclude`]),
    readText(path) {
      reads.push(path);
      return Promise.resolve(textOf(path));
    },
    readHead(path) {
      const text = textOf(path);
      if (text === undefined) return Promise.resolve(undefined);
      const bytes = new TextEncoder().encode(text);
      return Promise.resolve({ size: bytes.length, head: bytes.subarray(0, 8_192) });
    },
    resolve: (path) => Promise.resolve(path in links ? links[path] : path),
    list(directory) {
      const prefix = directory === '' ? '' : `${directory}/`;
      const names = new Map<string, DirectoryEntry>();
      for (const path of [...Object.keys(files), ...Object.keys(links)]) {
        if (!path.startsWith(prefix)) continue;
        const [name = '', ...rest] = path.slice(prefix.length).split('/');
        const kind = rest.length > 0 ? 'directory' : path in links ? 'other' : 'file';
        names.set(name, { name, kind });
      }
      return Promise.resolve([...names.values()]);
    },
  };
}
