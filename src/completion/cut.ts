import type { Extent } from './extent';
import { indentationOf } from './textLines';

/** What of the text so far is kept, and whether more could still change that. */
export interface Cut {
  readonly text: string;
  readonly done: boolean;
}

const opensBlock = /(?:[{([:]|=>|\bthen|\bdo)\s*$/;
const closesBlock = /^\s*(?:[)\]}]+[;,]?|end)\s*$/;
const maxLines = 16;

/**
 * Decides where a completion ends, from the text alone and while it streams. The first line is
 * always kept; what follows is kept only inside the block that the cursor stands in or that the
 * first line opens.
 */
export function cut(text: string, shape: Extent): Cut {
  const lines = text.split('\n');
  const complete = lines.length - 1;
  if (shape.extent === 'line') return { text: lines[0] ?? '', done: complete > 0 };
  if (complete === 0) return { text, done: false };
  // After a block opener, a model may begin with the line break.
  const firstLine = shape.before + (lines[0] ?? '');
  const opens = opensBlock.test(firstLine);
  const fillsBlankLine = shape.before.trim() === '';
  if (!opens && !fillsBlankLine) return { text: lines[0] ?? '', done: true };
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const known = index < complete;
    const verdict = judge(line, { shape, opens, known, previous: lines[index - 1] ?? '' });
    if (verdict === 'end' || (known && repeats(lines, index)))
      return { text: join(lines, index), done: true };
    if (verdict === 'last') return { text: join(lines, index + 1), done: true };
    if (index >= maxLines) return { text: join(lines, index), done: true };
  }
  return { text, done: false };
}

interface LineContext {
  readonly shape: Extent;
  readonly opens: boolean;
  /** Whether the whole line has arrived. */
  readonly known: boolean;
  readonly previous: string;
}

/** `end` leaves the line out, `last` ends with it, `inside` goes on. */
function judge(line: string, context: LineContext): 'end' | 'last' | 'inside' {
  const { shape, opens, known, previous } = context;
  if (line.trim() === '') return known && (!opens || previous.trim() === '') ? 'end' : 'inside';
  if (known && line.trim() === shape.nextLine) return 'end';
  const indentation = indentationOf(line);
  if (indentation > shape.indentation) return 'inside';
  if (indentation < shape.indentation) return 'end';
  if (!opens) return 'inside';
  // Back at the level of the opener: its closing line belongs to it, the next statement does not.
  if (!known) return 'inside';
  return closesBlock.test(line) ? 'last' : 'end';
}

/** A model that says the same line a third time has nothing more to say. */
function repeats(lines: readonly string[], index: number): boolean {
  const line = lines[index]?.trim();
  return line !== '' && line === lines[index - 1]?.trim() && line === lines[index - 2]?.trim();
}

function join(lines: readonly string[], count: number): string {
  return lines.slice(0, count).join('\n').trimEnd();
}
