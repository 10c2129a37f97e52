/**
 * Inside the model a line break is written relative to the indentation before it, so that code
 * matches at any depth: `\n` for each line, a backspace for each character of indentation taken
 * away, then the characters added.
 */

const backspace = '\b';

/** More blank lines than this are read as this many. */
const maxLines = 3;

/** The indentation that the line break `raw` leads to. */
export function indentationOf(raw: string): string {
  return raw.slice(raw.lastIndexOf('\n') + 1);
}

/** The indentation of the first line of `text`. */
export function leadingBlanks(text: string): string {
  return /^[ \t]*/.exec(text)?.[0] ?? '';
}

/** The line break `raw` relative to `indentation`, that of the line it ends. */
export function relativeLineBreak(raw: string, indentation: string): string {
  const next = indentationOf(raw);
  let lines = 0;
  for (let at = raw.indexOf('\n'); at >= 0 && lines < maxLines; at = raw.indexOf('\n', at + 1)) {
    lines++;
  }
  let shared = 0;
  while (shared < next.length && next[shared] === indentation[shared]) shared++;
  return '\n'.repeat(lines) + backspace.repeat(indentation.length - shared) + next.slice(shared);
}

/** The text of the relative line break `symbol` after a line with `indentation`. */
export function renderLineBreak(symbol: string, indentation: string, eol: string): string {
  const added = symbol.replace(/^\n+[\b]*/, '');
  const lines = symbol.lastIndexOf('\n') + 1;
  const removed = symbol.length - lines - added.length;
  const kept = indentation.slice(0, Math.max(0, indentation.length - removed));
  return eol.repeat(lines) + kept + added;
}
