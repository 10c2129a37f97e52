/** A place in a document; both from 0, characters in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Where an offset of a text stands whose line ends are all `\n`. */
export function positionOfOffset(text: string, offset: number): TextPosition {
  let line = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, character: offset - start };
}

/** The offset of a place in a text whose line ends are all `\n`. */
export function offsetOfPosition(text: string, { line, character }: TextPosition): number {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  return start + character;
}
