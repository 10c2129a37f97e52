import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ExclusionReader } from './exclude';
import type { DirectoryEntry, ListDirectory } from './walk';

/** What binaries show themselves by lies in here. */
const headBytes = 8_192;

export interface FolderReader extends ExclusionReader {
  readonly list: ListDirectory;
}

/** Reads below a folder of this machine. Whatever cannot be read counts as not there. */
export function createFolderReader(root: string): FolderReader {
  const absolute = (path: string): string => join(root, ...path.split('/'));
  const realRoot = realpath(root).catch(() => root);
  return {
    readText: (path) => readFile(absolute(path), 'utf8').catch(() => undefined),
    readHead: async (path) => {
      // Before it is opened: opening a pipe would wait for somebody to write into it.
      const status = await stat(absolute(path)).catch(() => undefined);
      if (status?.isFile() !== true) return undefined;
      const file = await open(absolute(path)).catch(() => undefined);
      if (file === undefined) return undefined;
      try {
        const head = new Uint8Array(Math.min(headBytes, status.size));
        const { bytesRead } = await file.read(head, 0, head.length, 0);
        return { size: status.size, head: head.subarray(0, bytesRead) };
      } catch {
        return undefined;
      } finally {
        await file.close();
      }
    },
    resolve: async (path) => {
      const real = await realpath(absolute(path)).catch(() => undefined);
      // A file that does not exist yet has no other place.
      if (real === undefined) return path;
      const inside = relative(await realRoot, real);
      const segments = inside.split(sep);
      return segments[0] === '..' || real === inside ? undefined : segments.join('/');
    },
    list: async (path) => {
      const entries = await readdir(absolute(path), { withFileTypes: true }).catch(() => []);
      return entries.map((entry): DirectoryEntry => {
        const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other';
        return { name: entry.name, kind };
      });
    },
  };
}
