import type { CorpusSnapshot } from '../model/languageModel';

/** A folder to learn from. */
export interface CorpusFolder {
  /** Absolute. */
  readonly path: string;
  /** Glob patterns of files that may not be read, beside the rules of `context/exclude.ts`. */
  readonly patterns: readonly string[];
}

/** What the indexer is started with, as its `workerData`. */
export interface IndexerInput {
  readonly folders: readonly CorpusFolder[];
  readonly maxFileBytes: number;
  readonly maxCorpusBytes: number;
}

/** The one message it posts before it ends. */
export interface IndexerOutput {
  readonly snapshot: CorpusSnapshot;
  /** Absolute paths of the directories that were read, to be watched. */
  readonly directories: readonly string[];
}
