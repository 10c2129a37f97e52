import { watch } from 'node:fs';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';

/** Calls back for every change directly inside one of some directories. */
export type WatchDirectories = (
  directories: readonly string[],
  onChange: (directory: string, name: string | undefined) => void,
) => Disposable;

/** More watches than this cost the machine more than a stale index does. */
const maxWatches = 4_096;

/**
 * Watches each directory on its own. A recursive watch would also descend into what is excluded
 * (on Linux it opens every file below), and directories that cannot be watched are left out.
 */
export const watchDirectories: WatchDirectories = (directories, onChange) => {
  const store = new DisposableStore();
  for (const directory of directories.slice(0, maxWatches)) {
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => {
        onChange(directory, name ?? undefined);
      });
      watcher.on('error', () => {
        watcher.close();
      });
      store.add(
        toDisposable(() => {
          watcher.close();
        }),
      );
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return store;
};
