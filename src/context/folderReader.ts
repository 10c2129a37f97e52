import type { Dirent } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { withoutByteOrderMark } from '../base/byteOrderMark';
import type { ExclusionReader } from './exclude';
import { pathFromFolder, type FolderLocation } from './folderLocation';
import { gitFiles, type GitUser } from './gitFiles';
import type { DirectoryEntry, ListDirectory } from './walk';

/** What binaries show themselves by lies in here. */
const headBytes = 8_192;

export interface FolderReader extends ExclusionReader {
  readonly list: ListDirectory;
  /** Files anywhere that may change what git ignores in the folder's repository; absolute. */
  gitSources(): Promise<readonly string[]>;
  /** What lies there, once links are followed. */
  kindOf(path: string): Promise<DirectoryEntry['kind'] | 'nothing'>;
}

/** Reads below a folder of this machine. Whatever cannot be read counts as not there. */
export function createFolderReader(
  root: string,
  user: GitUser = { home: homedir(), env: process.env },
): FolderReader {
  const absolute = (path: string): string => join(root, ...path.split('/'));
  const realRoot = realpath(root).catch(() => root);
  /** What is above a link is above the place that it leads to. */
  const locate = async (path: string): Promise<string> => {
    if (isAbsolute(path)) return path;
    return path.startsWith('../') ? join(await realRoot, ...path.split('/')) : absolute(path);
  };
  return {
    // As git takes them where the file system does not tell them apart.
    letterCase: process.platform === 'linux' ? 'exact' : 'any',
    place: async () => placeOf(root, await realRoot),
    gitFiles: async (path) => (await gitFiles(await locate(path), user)).ignoreFiles,
    gitSources: async () => {
      const dotGit = pathFromFolder(await placeOf(root, await realRoot), '.git');
      return (await gitFiles(await locate(dotGit), user)).sources;
    },
    kindOf: async (path) => {
      const status = await stat(absolute(path)).catch(() => undefined);
      return status === undefined ? 'nothing' : kindOf(status);
    },
    readText: async (path) => {
      const text = await readFile(await locate(path), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : withoutByteOrderMark(text);
    },
    readHead: async (path) => {
      // Before it is opened: opening a pipe would wait for somebody to write into it.
      const place = await locate(path);
      const status = await stat(place).catch(() => undefined);
      if (status?.isFile() !== true) return undefined;
      const file = await open(place).catch(() => undefined);
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
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
  };
}

function kindOf(status: Pick<Dirent, 'isFile' | 'isDirectory'>): DirectoryEntry['kind'] {
  return status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other';
}

/** A repository's root is the nearest folder that holds `.git`; a file in worktrees and submodules. */
async function placeOf(root: string, real: string): Promise<FolderLocation> {
  const paths = [...new Set([root, real])].map(withSlashes);
  for (let folder = real; ; folder = dirname(folder)) {
    const found = await stat(join(folder, '.git')).catch(() => undefined);
    if (found !== undefined) {
      const inside = withSlashes(relative(folder, real));
      return { paths, inRepository: inside === '' ? '' : `${inside}/` };
    }
    if (dirname(folder) === folder) return { paths, inRepository: '' };
  }
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
