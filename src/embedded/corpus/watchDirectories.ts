import { existsSync, watch } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';

/**
 * Calls back for every change directly inside one of some directories, and without a name where a
 * directory itself went or came back.
 */
export type WatchDirectories = (
  directories: readonly string[],
  onChange: (directory: string, name: string | undefined) => void,
) => Disposable;

/** More watches than this cost the machine more than a stale index does. */
const maxWatches = 4_096;

/**
 * Watches each directory on its own. A recursive watch would also descend into what is excluded
 * (on Linux it opens every file below), and directories that cannot be watched are left out. What is
 * above the highest of them is watched for its going: a directory does not hear that it moved along.
 */
export const watchDirectories: WatchDirectories = (directories, onChange) => {
  const store = new DisposableStore();
  const watched = directories.slice(0, maxWatches);
  for (const directory of watched) {
    const watching =
      startWatching(directory, (name) => {
        // Of its own end a directory tells by its own name.
        const isGone = name === basename(directory) && !existsSync(directory);
        onChange(directory, isGone ? undefined : name);
      }) ?? awaitDirectory(directory, () => onChange(directory, undefined));
    if (watching) store.add(watching);
  }
  for (const [above, ways] of waysTo(watched)) {
    const watching = startWatching(above, (name) => {
      const directory = name === undefined ? [...ways.values()][0] : ways.get(name);
      if (directory !== undefined) onChange(directory, undefined);
    });
    if (watching) store.add(watching);
  }
  return store;
};

/** By each directory above, what in it leads to one of some directories. */
function waysTo(directories: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const known = new Set(directories);
  const ways = new Map<string, Map<string, string>>();
  for (const directory of directories) {
    if (known.has(dirname(directory))) continue;
    for (let below = directory; dirname(below) !== below; below = dirname(below)) {
      const above = dirname(below);
      const names = ways.get(above) ?? new Map<string, string>();
      if (names.has(basename(below))) break;
      ways.set(above, names.set(basename(below), directory));
    }
  }
  return ways;
}

/** Calls back when something is made on the way to a directory that is not there. */
function awaitDirectory(directory: string, onMade: () => void): Disposable | undefined {
  for (let above = dirname(directory); ; above = dirname(above)) {
    const [next] = relative(above, directory).split(sep);
    const watching = startWatching(above, (name) => {
      if (name === undefined || name === next) onMade();
    });
    if (watching) {
      // It may have been made while nobody looked.
      if (existsSync(directory)) queueMicrotask(onMade);
      return watching;
    }
    if (dirname(above) === above) return undefined;
  }
}

function startWatching(
  directory: string,
  onChange: (name: string | undefined) => void,
): Disposable | undefined {
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => {
      onChange(name ?? undefined);
    });
    watcher.on('error', () => {
      watcher.close();
    });
    return toDisposable(() => {
      watcher.close();
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
