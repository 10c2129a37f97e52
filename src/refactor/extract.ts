/** The code of an answer, and how it was set apart there. Line ends are LF. */
export interface ExtractedCode {
  readonly code: string;
  /** `open` where the answer ended before its block did. */
  readonly block: 'closed' | 'open' | 'none';
}

const fenceLine = /^([ \t]*)(`{3,}|~{3,})([^`]*)$/;

/**
 * The first fenced block of an answer, or all of an answer that has none. What was selected tells
 * the block from blocks inside the code: Markdown has them, and so do comments.
 */
export function extractCode(answer: string, selected: string): ExtractedCode {
  const lines = answer.replace(/\r\n?/g, '\n').split('\n');
  const start = blockStart(lines, selected.split('\n'));
  const [, indentation = '', fence = ''] = fenceLine.exec(lines[start] ?? '') ?? [];
  if (fence === '') return { code: withoutBlankEdges(lines), block: 'none' };
  const content = lines.slice(start + 1);
  const end = blockEnd(content, fence);
  const code = content
    .slice(0, end)
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line));
  return { code: withoutBlankEdges(code), block: end === undefined ? 'open' : 'closed' };
}

/** Where the selection has fences of its own, only a longer one, or one around it all, is ours. */
function blockStart(answer: readonly string[], selected: readonly string[]): number {
  const longest = Math.max(0, ...selected.map((line) => fenceOf(line).length));
  const first = answer.findIndex(isFilled);
  const mayWrap = fenceOf(selected.find(isFilled) ?? '') === '';
  return answer.findIndex((line, index) => {
    const { length } = fenceOf(line);
    return length > longest || (length > 0 && index === first && mayWrap);
  });
}

/** Index of the line that ends the block; a fence that names a language begins an inner one. */
function blockEnd(lines: readonly string[], fence: string): number | undefined {
  let depth = 1;
  for (const [index, line] of lines.entries()) {
    const [, , marks = '', info = ''] = fenceLine.exec(line) ?? [];
    if (!marks.startsWith(fence)) continue;
    depth += info.trim() === '' ? -1 : 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function fenceOf(line: string): string {
  return fenceLine.exec(line)?.[2] ?? '';
}

function withoutBlankEdges(lines: readonly string[]): string {
  const first = lines.findIndex(isFilled);
  return first === -1 ? '' : lines.slice(first, lines.findLastIndex(isFilled) + 1).join('\n');
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
