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

/** What a symbol is to the model: names and numbers may be exchanged for others of their shape. */
const kinds = { plain: 0, lineBreak: 1, exchangeable: 2 } as const;

/**
 * The symbols of the corpus and, above them, those that only this prompt has. It only grows, so
 * that forked sessions share it.
 */
export class SymbolSpace {
  private readonly first: number;
  private readonly spellings: string[] = [];
  private readonly ids = new Map<string, number>();
  // Flat tables over all symbols: these are read some thousand times for every token written.
  private shapes: Int32Array;
  private kinds: Uint8Array;

  constructor(private readonly corpus: Corpus) {
    this.first = numberShape(corpus) + 1;
    this.shapes = new Int32Array(this.first + 1024);
    this.shapes.set(corpus.shapes);
    this.kinds = new Uint8Array(this.shapes.length);
    this.kinds.set(kindsOf(corpus));
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
    return this.shapes[symbol] ?? boundary;
  }

  /** Whether `symbol` may be exchanged for another of its shape: it is a name or a number. */
  isExchangeable(symbol: number): boolean {
    return this.kinds[symbol] === kinds.exchangeable;
  }

  isLineBreak(symbol: number): boolean {
    return this.kinds[symbol] === kinds.lineBreak;
  }

  /** The text that `symbol` adds at a place with `layout`. */
  render(symbol: number, layout: Layout): string {
    const spelling = this.spelling(symbol);
    return this.isLineBreak(symbol)
      ? renderLineBreak(spelling, layout.indentation, layout.eol)
      : spelling;
  }

  private intern(spelling: string, known: ReadonlyMap<string, number>): number {
    const existing = known.get(spelling) ?? this.ids.get(spelling);
    if (existing !== undefined) return existing;
    const id = this.first + this.spellings.length;
    this.ids.set(spelling, id);
    this.spellings.push(spelling);
    if (id >= this.shapes.length) this.grow();
    const shape = shapeOf(spelling, this.corpus) ?? id;
    this.shapes[id] = shape;
    if (isLineBreak(spelling)) this.kinds[id] = kinds.lineBreak;
    else this.kinds[id] = shape === id ? kinds.plain : kinds.exchangeable;
    return id;
  }

  private grow(): void {
    const { shapes, kinds: old } = this;
    this.shapes = new Int32Array(shapes.length * 2);
    this.shapes.set(shapes);
    this.kinds = new Uint8Array(old.length * 2);
    this.kinds.set(old);
  }
}

/** The shape of a word the corpus does not have; `undefined` for what is no word. */
function shapeOf(spelling: string, corpus: Corpus): number | undefined {
  if (!isWord(spelling)) return undefined;
  return /^\d/.test(spelling) ? numberShape(corpus) : nameShape(corpus);
}

function kindsOf(corpus: Corpus): Uint8Array {
  const result = new Uint8Array(corpus.symbolCount);
  for (const [symbol, shape] of corpus.shapes.entries()) {
    if (symbol > corpus.wordCount) result[symbol] = kinds.lineBreak;
    else result[symbol] = shape === symbol ? kinds.plain : kinds.exchangeable;
  }
  return result;
}

/** The indentation after `token` in a line with `indentation`. */
export function indentationAfter(token: string, indentation: string): string {
  return isLineBreak(token) ? indentationOf(token) : indentation;
}
