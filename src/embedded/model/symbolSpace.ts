import type { Corpus } from './corpus';
import { boundary, nameShape, numberShape } from './corpus';
import { isLineBreak, isWord } from './lexer';
import { indentationOf, relativeLineBreak, renderLineBreak } from './lineBreak';

/** How line breaks are spelt at some place. */
export interface Layout {
  /** That of the line written now. */
  readonly indentation: string;
  readonly eol: string;
}

/**
 * The symbols of the corpus and, above them, those that only this prompt has. It only grows, so
 * that forked sessions share it.
 */
export class SymbolSpace {
  private readonly first: number;
  private readonly spellings: string[] = [];
  private readonly shapes: number[] = [];
  private readonly ids = new Map<string, number>();

  constructor(private readonly corpus: Corpus) {
    this.first = numberShape(corpus) + 1;
  }

  /** The symbol of `token` in a line with `indentation`. */
  symbolOf(token: string, indentation: string): number {
    return isLineBreak(token)
      ? this.intern(relativeLineBreak(token, indentation), this.corpus.breakIds)
      : this.intern(token, this.corpus.wordIds);
  }

  spelling(symbol: number): string {
    return this.corpus.spellings[symbol] ?? this.spellings[symbol - this.first] ?? '';
  }

  shape(symbol: number): number {
    return this.corpus.shapes[symbol] ?? this.shapes[symbol - this.first] ?? boundary;
  }

  /** Whether `symbol` may be exchanged for another of its shape: it is a name or a number. */
  isExchangeable(symbol: number): boolean {
    const shape = this.shape(symbol);
    return shape === nameShape(this.corpus) || shape === numberShape(this.corpus);
  }

  isLineBreak(symbol: number): boolean {
    if (symbol < this.corpus.symbolCount) return symbol > this.corpus.wordCount;
    return this.spelling(symbol).startsWith('\n');
  }

  /** The text that `symbol` adds at a place with `layout`. */
  render(symbol: number, layout: Layout): string {
    const spelling = this.spelling(symbol);
    return spelling.startsWith('\n')
      ? renderLineBreak(spelling, layout.indentation, layout.eol)
      : spelling;
  }

  private intern(spelling: string, known: ReadonlyMap<string, number>): number {
    const existing = known.get(spelling) ?? this.ids.get(spelling);
    if (existing !== undefined) return existing;
    const id = this.first + this.spellings.length;
    this.ids.set(spelling, id);
    this.spellings.push(spelling);
    this.shapes.push(this.shapeOf(spelling, id));
    return id;
  }

  private shapeOf(spelling: string, id: number): number {
    if (!isWord(spelling)) return id;
    return /^\d/.test(spelling) ? numberShape(this.corpus) : nameShape(this.corpus);
  }
}

/** The indentation after `token` in a line with `indentation`. */
export function indentationAfter(token: string, indentation: string): string {
  return isLineBreak(token) ? indentationOf(token) : indentation;
}
