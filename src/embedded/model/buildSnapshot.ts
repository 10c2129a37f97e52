import { orderByContext } from './contextOrder';
import type { CorpusArrays } from './corpus';
import { boundary } from './corpus';
import { CorpusReader } from './corpusReader';
import type { CorpusSnapshot, SourceFile } from './languageModel';
import { isWord } from './lexer';
import { encodeUtf8 } from './utf8';

/**
 * A word in at least this share of the files, and in this many where there are as many, counts as
 * itself in shapes: keywords and what the project uses everywhere.
 */
const commonShare = 0.1;
const commonFiles = 3;

/** Learns `files`; the snapshot is deterministic in their order. */
export function buildSnapshot(files: Iterable<SourceFile>): CorpusSnapshot {
  const reader = new CorpusReader();
  for (const file of files) reader.read(file.text);
  const { symbols, spellings, wordCount, fileCount, byteCount, filesWith } = reader.finish();

  const shapes = new Int32Array(spellings.length);
  const nameShape = spellings.length;
  const numberShape = nameShape + 1;
  const common = Math.max(Math.min(commonFiles, fileCount), fileCount * commonShare);
  for (const [symbol, spelling] of spellings.entries()) {
    const plain = symbol === boundary || symbol > wordCount || !isWord(spelling);
    if (plain || (filesWith[symbol] ?? 0) >= common) shapes[symbol] = symbol;
    else shapes[symbol] = /^\d/.test(spelling) ? numberShape : nameShape;
  }
  const counts = new Int32Array(spellings.length);
  const shaped = new Int32Array(symbols.length);
  for (let position = 0; position < symbols.length; position++) {
    const symbol = symbols[position] ?? boundary;
    counts[symbol] = (counts[symbol] ?? 0) + 1;
    shaped[position] = shapes[symbol] ?? boundary;
  }
  const { bytes, ends } = packSpellings(spellings);
  const arrays: CorpusArrays = {
    symbols,
    byContext: orderByContext(symbols, spellings.length),
    byShape: orderByContext(shaped, spellings.length + 2),
    shapes,
    counts,
    spellingEnds: ends,
    sortedWords: sortWords(spellings, wordCount),
    wordCount: Int32Array.of(wordCount),
  };
  const memory: Record<string, SharedArrayBuffer> = { spellings: share(bytes) };
  for (const [name, array] of Object.entries(arrays)) memory[name] = share(array as Int32Array);
  return { fileCount, byteCount, memory };
}

function packSpellings(spellings: readonly string[]): {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
} {
  const parts = spellings.map(encodeUtf8);
  const ends = new Int32Array(parts.length);
  let length = 0;
  for (const [index, part] of parts.entries()) {
    length += part.length;
    ends[index] = length;
  }
  const bytes = new Uint8Array(length);
  for (const [index, part] of parts.entries()) bytes.set(part, ends[index - 1] ?? 0);
  return { bytes, ends };
}

function sortWords(spellings: readonly string[], wordCount: number): Int32Array {
  const ids = Array.from({ length: wordCount }, (_, index) => index + 1);
  const spelling = (id: number): string => spellings[id] ?? '';
  ids.sort((a, b) => (spelling(a) < spelling(b) ? -1 : 1));
  return Int32Array.from(ids);
}

function share(array: Int32Array | Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(array.byteLength);
  new Uint8Array(memory).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return memory;
}
