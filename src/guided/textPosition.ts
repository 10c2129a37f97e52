/** Line and column of an offset, both from 1; columns count characters, not UTF-16 units. */
export function positionAt(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: Array.from(before.slice(lineStart)).length + 1 };
}

/** Line and column of an offset as `positionAt` counts them, and the UTF-8 bytes in front of it. */
export function placeAt(
  text: string,
  offset: number,
): { readonly byte: number; readonly line: number; readonly column: number } {
  const byte = new TextEncoder().encode(text.slice(0, offset)).length;
  return { byte, ...positionAt(text, offset) };
}

/** The offset of a line and column that `positionAt` gave for the same text. */
export function offsetAt(
  text: string,
  { line, column }: { readonly line: number; readonly column: number },
): number {
  const above = text.split('\n').slice(0, line - 1);
  const lineStart = above.reduce((sum, passed) => sum + passed.length + 1, 0);
  const inFront = Array.from(text.slice(lineStart)).slice(0, column - 1);
  return lineStart + inFront.join('').length;
}
