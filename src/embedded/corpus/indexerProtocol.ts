import type { CorpusSnapshot } from '../model/languageModel';

/** The code of an adapter, read by the rules of the folder that it lies in. */
export interface AdapterPlace {
  /** Absolute path of the folder whose rules decide what may be read. */
  readonly root: string;
  /** Relative to the root, with forward slashes; `''` is the root itself. */
  readonly directory: string;
}

/** What the indexer is started with, as its `workerData`. */
export interface IndexerInput {
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** Mixed into the corpus with more weight than the rest. */
  readonly adapter?: AdapterPlace;
  /** Glob patterns of files that may not be read, beside the rules of `context/exclude.ts`. */
  readonly patterns: readonly string[];
  readonly maxFileBytes: number;
  readonly maxCorpusBytes: number;
}

/** The one message it posts before it ends. */
export interface IndexerOutput {
  readonly snapshot: CorpusSnapshot;
  /** Files of the adapter that were read; 0 where there is none. */
  readonly adapterFiles: number;
  /** Absolute paths of the directories that were read, to be watched. */
  readonly directories: readonly string[];
}
