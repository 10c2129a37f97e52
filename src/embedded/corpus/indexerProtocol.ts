import type { CorpusSnapshot } from '../model/languageModel';

/** What the indexer is started with, as its `workerData`. */
export interface IndexerInput {
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** Glob patterns of files that may not be read, beside the rules of `context/exclude.ts`. */
  readonly patterns: readonly string[];
  readonly maxFileBytes: number;
  readonly maxCorpusBytes: number;
}

/** The one message it posts before it ends. */
export interface IndexerOutput {
  readonly snapshot: CorpusSnapshot;
  /** Absolute paths of the directories that were read, to be watched. */
  readonly directories: readonly string[];
}
