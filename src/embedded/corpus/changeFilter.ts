import { join, relative, sep } from 'node:path';
import { createExclusion } from '../../context/exclude';
import { createFolderReader } from '../../context/folderReader';
import type { IndexerInput } from './indexerProtocol';

/** Whether a change directly inside a directory may change what is learnt. */
export type IsRelevantChange = (directory: string, name: string | undefined) => Promise<boolean>;

const ignoreFiles: ReadonlySet<string> = new Set(['.gitignore', '.trellisignore']);

/** A log that nobody may learn from must not make anybody learn. */
export function createChangeFilter({
  folders,
  adapter,
  maxFileBytes,
}: IndexerInput): IsRelevantChange {
  const places = [...folders, ...(adapter ? [adapter] : [])].map(({ path: root, patterns }) => {
    const reader = createFolderReader(root);
    return {
      root,
      reader,
      exclusion: createExclusion(reader, { patterns, maxBytes: maxFileBytes }),
    };
  });
  let sources: Promise<ReadonlySet<string>> | undefined;
  const gitSources = async (): Promise<ReadonlySet<string>> =>
    new Set((await Promise.all(places.map(({ reader }) => reader.gitSources()))).flat());
  return async (directory, name) => {
    sources ??= gitSources();
    const isSource = name !== undefined && (await sources).has(join(directory, name));
    if (name === undefined || ignoreFiles.has(name) || isSource) {
      sources = undefined;
      for (const { exclusion } of places) exclusion.forget();
      return true;
    }
    for (const { root, reader, exclusion } of places) {
      const path = relative(root, join(directory, name)).split(sep).join('/');
      const found =
        (await reader.kindOf(path)) === 'directory'
          ? await exclusion.isDirectoryExcluded(path)
          : await exclusion.isExcluded(path);
      if (found === undefined) return true;
    }
    return false;
  };
}
