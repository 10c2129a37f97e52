/** A document as completion sees it: lines without their ends, read only where needed. */
export interface TextLines {
  readonly lineCount: number;
  /** The line at a zero-based index below `lineCount`. */
  line(index: number): string;
}

export interface LinePosition {
  /** Zero-based. */
  readonly line: number;
  /** UTF-16 units from the start of the line. */
  readonly character: number;
}

/** What is typed left of the cursor on its line, and what stands right of it. */
export function splitLine(
  lines: TextLines,
  position: LinePosition,
): { before: string; after: string } {
  const line = lines.line(position.line);
  return { before: line.slice(0, position.character), after: line.slice(position.character) };
}

/** The first line below the cursor that is not blank. */
export function nextFilledLine(lines: TextLines, position: LinePosition): string | undefined {
  for (let index = position.line + 1; index < lines.lineCount; index++) {
    const line = lines.line(index);
    if (line.trim() !== '') return line;
  }
  return undefined;
}

export function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
