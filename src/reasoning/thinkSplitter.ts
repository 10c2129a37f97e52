import { assertNever } from '../base/assertNever';

/**
 * A piece of an answer, once it is known whether it was thought or said. `taken-back` comes where a
 * thought ends that nobody saw begin: all that was told as answer before it was thought.
 */
export type ThoughtPiece =
  { readonly kind: 'thought' | 'answer'; readonly text: string } | { readonly kind: 'taken-back' };

/**
 * Where the text begins: some chat templates open the thought themselves, so no tag arrives.
 * `unsure` is read as an answer until a closing tag comes without an opening.
 */
export type ThoughtOpening = 'answer' | 'thought' | 'unsure';

const openTag = '<think>';
const closeTag = '</think>';

/**
 * Splits streamed text into thought and answer by its `<think>` tags. Only a tag at the very start
 * opens a thought: later ones are code or prose about tags. Nothing is lost or said twice, however
 * the text is cut into chunks; the tags, white space before a thought and blank lines behind it belong
 * to neither.
 *
 * A thought ends at the first closing tag, though it stand in backticks or a code fence: so do vLLM's
 * own parsers (`partition(end_token)` in reasoning/basic_parsers.py, the transition at `THINK_END` in
 * parser/qwen3.py; both run in 0.32.0), so that an answer is cut alike with a parser and without. While
 * text arrives nobody can know whether another closing tag follows, and thoughts leave backticks
 * open.
 */
export class ThinkSplitter {
  private state: 'start' | 'thought' | 'gap' | 'unsure' | 'answer';
  /** White space before a first word, looked at once: the thought's tag, or the answer's line. */
  private margin = '';
  private held = '';

  constructor(private readonly opening: ThoughtOpening = 'answer') {
    this.state = opening === 'thought' ? 'thought' : 'start';
  }

  /** Characters that the next chunk makes it read again; fewer than a tag has, so that work is linear. */
  get heldLength(): number {
    return this.held.length;
  }

  push(chunk: string): ThoughtPiece[] {
    const kind = chunk === '' ? undefined : this.plainly(chunk);
    if (kind) return [{ kind, text: chunk }];
    this.held += chunk;
    const pieces: ThoughtPiece[] = [];
    for (let piece = this.next(); piece !== 'wait'; piece = this.next()) {
      if (piece === 'again' || (piece.kind !== 'taken-back' && piece.text === '')) continue;
      pieces.push(piece);
    }
    return pieces;
  }

  /** What was held back because it might have become a tag. */
  flush(): ThoughtPiece[] {
    // Behind a thought, a line that is not written on is a blank one.
    const text = this.state === 'gap' ? '' : this.margin + this.held;
    this.margin = '';
    this.held = '';
    if (text === '') return [];
    return [{ kind: this.state === 'thought' ? 'thought' : 'answer', text }];
  }

  /** What a chunk is that no tag can be part of, as nearly every one. */
  private plainly(chunk: string): 'thought' | 'answer' | undefined {
    if (this.state === 'answer') return 'answer';
    if (this.held !== '' || chunk.includes('<')) return undefined;
    if (this.state === 'thought') return 'thought';
    return this.state === 'unsure' ? 'answer' : undefined;
  }

  /** One step: a piece, `again` where only the state changed, or `wait` for more text. */
  private next(): ThoughtPiece | 'again' | 'wait' {
    switch (this.state) {
      case 'start': {
        const text = this.held.trimStart();
        this.margin += this.held.slice(0, this.held.length - text.length);
        this.held = text;
        if (text.startsWith(openTag)) {
          this.margin = '';
          return this.enter('thought', text.slice(openTag.length));
        }
        if (openTag.startsWith(text)) return 'wait';
        const rest = this.margin + text;
        this.margin = '';
        return this.enter(this.opening === 'unsure' ? 'unsure' : 'answer', rest);
      }
      case 'thought':
        return this.takeUntilEnd('thought') ?? this.enter('gap', this.held.slice(closeTag.length));
      case 'unsure': {
        const piece = this.takeUntilEnd('answer');
        if (piece) return piece;
        this.enter('gap', this.held.slice(closeTag.length));
        return { kind: 'taken-back' };
      }
      case 'gap': {
        const text = this.held.trimStart();
        const blank = this.held.slice(0, this.held.length - text.length);
        const line = blank.lastIndexOf('\n') + 1;
        this.margin = line === 0 ? this.margin + blank : blank.slice(line);
        this.held = text;
        if (text === '') return 'wait';
        const rest = this.margin + text;
        this.margin = '';
        return this.enter('answer', rest);
      }
      case 'answer':
        return this.take('answer', this.held.length);
      default:
        return assertNever(this.state);
    }
  }

  /** What comes before the closing tag; `undefined` where that is next. */
  private takeUntilEnd(kind: 'thought' | 'answer'): ThoughtPiece | 'wait' | undefined {
    const end = this.held.indexOf(closeTag);
    if (end === 0) return undefined;
    return this.take(kind, end === -1 ? this.held.length - possibleTag(this.held) : end);
  }

  private enter(state: 'thought' | 'gap' | 'unsure' | 'answer', rest: string): 'again' {
    this.state = state;
    this.held = rest;
    return 'again';
  }

  private take(kind: 'thought' | 'answer', length: number): ThoughtPiece | 'wait' {
    if (length === 0) return 'wait';
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return { kind, text };
  }
}

/**
 * Splits a whole text into thought and answer. Nothing has to be taken back here, since nothing was
 * told yet: where the opening is unsure, all in front of a closing tag is thought.
 */
export function splitThought(
  text: string,
  opening: ThoughtOpening,
): { readonly thought: string; readonly answer: string } {
  const splitter = new ThinkSplitter(opening);
  let thought = '';
  let answer = '';
  for (const piece of [...splitter.push(text), ...splitter.flush()]) {
    if (piece.kind === 'taken-back') [thought, answer] = [answer, ''];
    else if (piece.kind === 'thought') thought += piece.text;
    else answer += piece.text;
  }
  return { thought, answer };
}

/** Whether a text ends a thought that it did not begin. */
export function hasUnopenedEnd(text: string): boolean {
  return new ThinkSplitter('unsure').push(text).some(({ kind }) => kind === 'taken-back');
}

/** Length of the longest end of `text` that could be the start of the closing tag. */
function possibleTag(text: string): number {
  for (let length = Math.min(text.length, closeTag.length - 1); length > 0; length--) {
    if (closeTag.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
