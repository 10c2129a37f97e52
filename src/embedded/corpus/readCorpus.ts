import { dirname, join } from 'node:path';
import { createExclusion, type Exclusion, type FileExclusion } from '../../context/exclude';
import { createFolderReader } from '../../context/folderReader';
import type { FolderLocation } from '../../context/folderLocation';
import { findSecrets } from '../../context/secretText';
import { walkFiles } from '../../context/walk';
import type { SourceFile } from '../model/languageModel';
import type { AdapterPlace, IndexerInput } from './indexerProtocol';

export interface Corpus {
  readonly files: readonly SourceFile[];
  /** How many of them are an adapter's, each counted once. */
  readonly adapterFiles: number;
  /** Ignore files that could not be followed, whose files are therefore left out. */
  readonly notes: readonly string[];
  /** Absolute paths of the directories that were read. */
  readonly directories: readonly string[];
}

/** How often an adapter's code is learnt, so that a few files of it outweigh a workspace. */
const adapterWeight = 4;

/** Reads what may be read for a model, the adapter first, until the corpus is full. */
export async function readCorpus(input: IndexerInput): Promise<Corpus> {
  const files: SourceFile[] = [];
  const directories: string[] = [];
  const notes = new Set<string>();
  let room = input.maxCorpusBytes;
  const read = async (
    { path: root, patterns, directory }: AdapterPlace,
    weight: number,
  ): Promise<number> => {
    const reader = createFolderReader(root);
    // A link that took the place of a folder leads to where nobody judged; the folder may come back.
    if ((await reader.resolve(directory)) !== directory) {
      directories.push(join(root, directory));
      return 0;
    }
    directories.push(...above(await reader.place()));
    // Where git keeps what it ignores: other changes there count as outside the folder.
    directories.push(...(await reader.gitSources()).map((path) => dirname(path)));
    const judge = createExclusion(reader, { patterns, maxBytes: input.maxFileBytes });
    const exclusion = noting(judge, (note) => notes.add(`${note}, in ${root}`));
    let count = 0;
    for await (const { kind, path } of walkFiles(reader.list, exclusion, directory)) {
      if (kind === 'directory') {
        directories.push(join(root, path));
        continue;
      }
      const text = withoutSecrets((await reader.readText(path)) ?? '');
      if (text === '') continue;
      const bytes = Buffer.byteLength(text) * weight;
      if (bytes > room) continue;
      room -= bytes;
      count++;
      for (let time = 0; time < weight; time++) files.push({ path, text });
    }
    return count;
  };
  const adapterFiles = input.adapter ? await read(input.adapter, adapterWeight) : 0;
  for (const folder of input.folders) await read({ ...folder, directory: '' }, 1);
  return { files, adapterFiles, directories: [...new Set(directories)], notes: [...notes] };
}

/** What was never learnt can never be written. Nothing stands in its place, or that would be. */
function withoutSecrets(text: string): string {
  return findSecrets(text).reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
    text,
  );
}

/** The folders up to the repository's root, whose ignore files have a say. */
function above({ paths, inRepository }: FolderLocation): readonly string[] {
  const folders: string[] = [];
  let folder = paths.at(-1) ?? '';
  for (let left = inRepository.split('/').length - 1; left > 0; left--) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

/** Wraps a judge so that `onNote` hears when it could not follow an ignore file. */
function noting(judge: FileExclusion, onNote: (note: string) => void): FileExclusion {
  const noted = (exclusion: Exclusion | undefined): Exclusion | undefined => {
    if (exclusion?.reason.endsWith('to follow')) onNote(exclusion.reason);
    return exclusion;
  };
  return {
    ...judge,
    isExcluded: async (path) => noted(await judge.isExcluded(path)),
    isDirectoryExcluded: async (path) => noted(await judge.isDirectoryExcluded(path)),
  };
}
