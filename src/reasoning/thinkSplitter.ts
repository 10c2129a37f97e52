import { assertNever } from '../base/assertNever';

/** A piece of an answer, once it is known whether it was thought or said. */
export interface Piece {
  readonly kind: 'thought' | 'answer';
  readonly text: string;
}

/** Where the text begins: some chat templates open the thought themselves, so no tag arrives. */
export type Opening = 'answer' | 'thought';

const openTag = '<think>';
const closeTag = '</think>';

/**
 * Splits streamed text into thought and answer by its `<think>` tags. Only a tag at the very start
 * opens a thought: later ones are code or prose about tags. Nothing is lost or said twice, however
 * the text is cut into chunks; the tags, and white space next to them, belong to neither.
 */
export class ThinkSplitter {
  private state: 'start' | 'thought' | 'gap' | 'answer';
  private held = '';

  constructor(opening: Opening = 'answer') {
    this.state = opening === 'thought' ? 'thought' : 'start';
  }

  push(chunk: string): Piece[] {
    this.held += chunk;
    const pieces: Piece[] = [];
    for (let piece = this.next(); piece !== 'wait'; piece = this.next()) {
      if (piece !== 'again' && piece.text !== '') pieces.push(piece);
    }
    return pieces;
  }

  /** What was held back because it might have become a tag. */
  flush(): Piece[] {
    const text = this.held;
    this.held = '';
    if (text === '' || this.state === 'gap') return [];
    return [{ kind: this.state === 'thought' ? 'thought' : 'answer', text }];
  }

  /** One step: a piece, `again` where only the state changed, or `wait` for more text. */
  private next(): Piece | 'again' | 'wait' {
    switch (this.state) {
      case 'start': {
        const text = this.held.trimStart();
        if (text.startsWith(openTag)) return this.enter('thought', text.slice(openTag.length));
        if (openTag.startsWith(text)) return 'wait';
        return this.enter('answer', this.held);
      }
      case 'thought': {
        const end = this.held.indexOf(closeTag);
        if (end !== -1) {
          const text = this.held.slice(0, end);
          this.enter('gap', this.held.slice(end + closeTag.length));
          return { kind: 'thought', text };
        }
        return this.take('thought', this.held.length - possibleTag(this.held));
      }
      case 'gap': {
        const text = this.held.trimStart();
        if (text === '') return 'wait';
        return this.enter('answer', text);
      }
      case 'answer':
        return this.take('answer', this.held.length);
      default:
        return assertNever(this.state);
    }
  }

  private enter(state: 'thought' | 'gap' | 'answer', rest: string): 'again' {
    this.state = state;
    this.held = rest;
    return 'again';
  }

  private take(kind: Piece['kind'], length: number): Piece | 'wait' {
    if (length === 0) return 'wait';
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return { kind, text };
  }
}

/** Length of the longest end of `text` that could be the start of the closing tag. */
function possibleTag(text: string): number {
  for (let length = Math.min(text.length, closeTag.length - 1); length > 0; length--) {
    if (closeTag.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
