import { join } from 'node:path';
import { createExclusion } from '../../context/exclude';
import { createFolderReader } from '../../context/folderReader';
import { walkFiles } from '../../context/walk';
import type { SourceFile } from '../model/languageModel';
import type { IndexerInput } from './indexerProtocol';

export interface Corpus {
  readonly files: readonly SourceFile[];
  /** Absolute paths of the directories that were read. */
  readonly directories: readonly string[];
}

/** Reads what may be read for a model, folder by folder, until the corpus is full. */
export async function readCorpus(input: IndexerInput): Promise<Corpus> {
  const files: SourceFile[] = [];
  const directories: string[] = [];
  let room = input.maxCorpusBytes;
  for (const { path: folder, patterns } of input.folders) {
    const reader = createFolderReader(folder);
    const exclusion = createExclusion(reader, { patterns, maxBytes: input.maxFileBytes });
    for await (const { kind, path } of walkFiles(reader.list, exclusion)) {
      if (kind === 'directory') {
        directories.push(join(folder, path));
        continue;
      }
      const text = await reader.readText(path);
      if (text === undefined || text === '') continue;
      const bytes = Buffer.byteLength(text);
      if (bytes > room) continue;
      room -= bytes;
      files.push({ path, text });
    }
  }
  return { files, directories };
}
