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

/** The same with the UTF-8 bytes before it. */
export function placeAt(
  text: string,
  offset: number,
): { readonly byte: number; readonly line: number; readonly column: number } {
  const byte = new TextEncoder().encode(text.slice(0, offset)).length;
  return { byte, ...positionAt(text, offset) };
}
