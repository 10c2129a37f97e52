/** Where in a document text ends that begins at a place; both from 0, characters in UTF-16 units. */
export function endOf(
  start: { readonly line: number; readonly character: number },
  text: string,
): { readonly line: number; readonly character: number } {
  const lines = text.split(/\r\n?|\n/);
  const last = lines.at(-1) ?? '';
  return lines.length === 1
    ? { line: start.line, character: start.character + last.length }
    : { line: start.line + lines.length - 1, character: last.length };
}
