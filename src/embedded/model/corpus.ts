import type { CorpusSnapshot } from './languageModel';
import { decodeUtf8 } from './utf8';

/** The symbol between files, before the first and after the last. */
export const boundary = 0;

/** The names of a snapshot's arrays. All are 32-bit integers but the words' bytes. */
export interface CorpusArrays {
  /** The corpus as symbols: 0 between files, then words, then relative line breaks. */
  readonly symbols: Int32Array;
  /** Positions in `symbols` sorted by the symbols before them. */
  readonly byContext: Int32Array;
  /** Positions in `symbols` sorted by the shapes of the symbols before them. */
  readonly byShape: Int32Array;
  /** For each symbol its shape: itself, or what rarer names and numbers have in common. */
  readonly shapes: Int32Array;
  /** For each symbol how often it stands in `symbols`. */
  readonly counts: Int32Array;
  /** For each symbol where its spelling ends in `spellings`; it starts where the last one ends. */
  readonly spellingEnds: Int32Array;
  /** The words sorted by spelling. */
  readonly sortedWords: Int32Array;
  /** The number of words: they are the symbols from 1 to this one. */
  readonly wordCount: Int32Array;
}

/** A snapshot read where it lies, and the spellings of its symbols. */
export interface Corpus extends Omit<CorpusArrays, 'wordCount'> {
  readonly wordCount: number;
  /** One more than the largest symbol. */
  readonly symbolCount: number;
  /** The spelling of each symbol; that of the boundary is empty. */
  readonly spellings: readonly string[];
  readonly wordIds: ReadonlyMap<string, number>;
  readonly breakIds: ReadonlyMap<string, number>;
}

/** The shape that names have which are not among the corpus's commonest words. */
export const nameShape = (corpus: Corpus): number => corpus.symbolCount;

/** The shape of numbers. */
export const numberShape = (corpus: Corpus): number => corpus.symbolCount + 1;

/** Throws an `Error` where an array is missing. */
export function readCorpus(snapshot: CorpusSnapshot): Corpus {
  const array = (name: keyof CorpusArrays | 'spellings'): SharedArrayBuffer => {
    const memory = snapshot.memory[name];
    if (memory === undefined) throw new Error(`the snapshot lacks "${name}"`);
    return memory;
  };
  const wordCount = new Int32Array(array('wordCount'))[0] ?? 0;
  const spellingEnds = new Int32Array(array('spellingEnds'));
  const spellings = readSpellings(new Uint8Array(array('spellings')), spellingEnds);
  return {
    symbols: new Int32Array(array('symbols')),
    byContext: new Int32Array(array('byContext')),
    byShape: new Int32Array(array('byShape')),
    shapes: new Int32Array(array('shapes')),
    counts: new Int32Array(array('counts')),
    spellingEnds,
    sortedWords: new Int32Array(array('sortedWords')),
    wordCount,
    symbolCount: spellings.length,
    spellings,
    wordIds: idsOf(spellings, 1, wordCount + 1),
    breakIds: idsOf(spellings, wordCount + 1, spellings.length),
  };
}

function readSpellings(bytes: Uint8Array, ends: Int32Array): readonly string[] {
  return Array.from(ends, (end, index) => decodeUtf8(bytes.subarray(ends[index - 1] ?? 0, end)));
}

function idsOf(
  spellings: readonly string[],
  from: number,
  to: number,
): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  for (let id = from; id < to; id++) ids.set(spellings[id] ?? '', id);
  return ids;
}
