import type { CorpusSnapshot } from '../model/languageModel';

/** A folder to learn from. */
export interface CorpusFolder {
  /** Absolute. */
  readonly path: string;
  /** Glob patterns of files that may not be read, beside the rules of `context/exclude.ts`. */
  readonly patterns: readonly string[];
}

/** The code of an adapter, read by the rules of the folder that it lies in. */
export interface AdapterPlace extends CorpusFolder {
  /** Relative to that folder, with forward slashes; `''` is the folder itself. */
  readonly directory: string;
}

/** What the indexer is started with, as its `workerData`. */
export interface IndexerInput {
  readonly folders: readonly CorpusFolder[];
  /** Mixed into the corpus with more weight than the rest. */
  readonly adapter?: AdapterPlace;
  readonly maxFileBytes: number;
  readonly maxCorpusBytes: number;
}

/** The one message it posts before it ends. */
export interface IndexerOutput {
  readonly snapshot: CorpusSnapshot;
  /** Files of the adapter that were read; 0 where there is none. */
  readonly adapterFiles: number;
  /** Ignore files that could not be followed, whose files are therefore not learnt. */
  readonly notes: readonly string[];
  /** Absolute paths of the directories that were read, to be watched. */
  readonly directories: readonly string[];
}
