import { splitLine, type LinePosition, type TextLines } from './textLines';

/** `automatic` follows typing; `invoked` was asked for by a person. */
export type Trigger = 'automatic' | 'invoked';

/** What may stand right of the cursor for a completion to make sense: closers and punctuation. */
const closing = /^\s*[)>}\]"'`]*\s*[:{;,]?\s*$/;

/** Why nothing is asked of the model here; `undefined` lets the request pass. */
export type SkipReason = 'inside-word' | 'inside-line' | 'nothing-to-go-on';

export function skipReason(
  lines: TextLines,
  position: LinePosition,
  trigger: Trigger,
): SkipReason | undefined {
  // Whoever asks has a reason.
  if (trigger === 'invoked') return undefined;
  const { before, after } = splitLine(lines, position);
  if (/^\w/.test(after) && /\w$/.test(before)) return 'inside-word';
  if (!closing.test(after)) return 'inside-line';
  if (lines.lineCount === 1 && (before + after).trim() === '') return 'nothing-to-go-on';
  return undefined;
}
