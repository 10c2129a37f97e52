import { boundary } from './corpus';
import { isLineBreak, tokenEnd } from './lexer';
import { indentationOf, leadingBlanks, relativeLineBreak } from './lineBreak';

/** What was read of all files. */
export interface ReadCorpus {
  readonly symbols: Int32Array;
  /** The spelling of each symbol: the boundary, `wordCount` words, then relative line breaks. */
  readonly spellings: readonly string[];
  readonly wordCount: number;
  readonly fileCount: number;
  readonly byteCount: number;
  /** For each symbol in how many files it stands; 0 for line breaks. */
  readonly filesWith: Int32Array;
}

/** Reads files one after another into one array of symbols. */
export class CorpusReader {
  private readonly words = new Map<string, number>();
  private readonly breaks = new Map<string, number>();
  private readonly filesWith: number[] = [];
  private readonly lastFileWith: number[] = [];
  // Line breaks are negative until the number of words is known.
  private symbols = new Int32Array(1 << 14);
  private length = 0;
  private fileCount = 0;
  private byteCount = 0;

  constructor() {
    this.push(boundary);
  }

  read(text: string): void {
    this.fileCount++;
    this.byteCount += Buffer.byteLength(text);
    let indentation = leadingBlanks(text);
    for (let at = 0; at < text.length;) {
      const end = tokenEnd(text, at);
      const token = text.slice(at, end);
      at = end;
      const word = this.word(token);
      if (isLineBreak(token)) {
        this.push(-this.lineBreak(relativeLineBreak(token, indentation)));
        indentation = indentationOf(token);
      } else {
        this.push(word);
      }
    }
    this.push(boundary);
  }

  finish(): ReadCorpus {
    const wordCount = this.words.size;
    const symbols = this.symbols.slice(0, this.length);
    for (let position = 0; position < symbols.length; position++) {
      const symbol = symbols[position] ?? boundary;
      if (symbol < 0) symbols[position] = wordCount - symbol;
    }
    const spellings = ['', ...this.words.keys(), ...this.breaks.keys()];
    const filesWith = new Int32Array(spellings.length);
    filesWith.set(this.filesWith, 1);
    const { fileCount, byteCount } = this;
    return { symbols, spellings, wordCount, fileCount, byteCount, filesWith };
  }

  /** Also learns line breaks as they are spelt, since the public vocabulary has them. */
  private word(token: string): number {
    let id = this.words.get(token);
    if (id === undefined) {
      id = this.words.size + 1;
      this.words.set(token, id);
    }
    if (this.lastFileWith[id - 1] !== this.fileCount) {
      this.lastFileWith[id - 1] = this.fileCount;
      this.filesWith[id - 1] = (this.filesWith[id - 1] ?? 0) + 1;
    }
    return id;
  }

  private lineBreak(spelling: string): number {
    const known = this.breaks.get(spelling);
    if (known !== undefined) return known;
    this.breaks.set(spelling, this.breaks.size + 1);
    return this.breaks.size;
  }

  private push(symbol: number): void {
    if (this.length === this.symbols.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.symbols);
      this.symbols = grown;
    }
    this.symbols[this.length++] = symbol;
  }
}
