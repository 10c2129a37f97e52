import {
  indentationOf,
  nextFilledLine,
  splitLine,
  type LinePosition,
  type TextLines,
} from './textLines';

/** How far a completion may reach, known before the model is asked. */
export interface Extent {
  /** `line` ends with the line of the cursor; `block` may go on while the block does. */
  readonly extent: 'line' | 'block';
  /** Left of the cursor on its line. */
  readonly before: string;
  /** Columns of white space at the start of the cursor's line. */
  readonly indentation: number;
  /** The next line below that is not blank, trimmed. */
  readonly nextLine: string | undefined;
}

export function extentAt(lines: TextLines, position: LinePosition): Extent {
  const { before, after } = splitLine(lines, position);
  const extent = after.trim() === '' ? 'block' : 'line';
  return {
    extent,
    before,
    indentation: indentationOf(before),
    nextLine: nextFilledLine(lines, position)?.trim(),
  };
}

/** The most tokens a completion of this extent is given. */
export const maxTokensFor = { line: 64, block: 192 } as const;
