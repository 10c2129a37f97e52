import type { LinePosition, TextLines } from '../../src/completion/textLines';

/** A document with its cursor: `foo(█)`. */
export function documentAt(text: string): { lines: TextLines; position: LinePosition } {
  const before = text.slice(0, text.indexOf('█'));
  const all = text.replace('█', '').split('\n');
  const line = before.split('\n').length - 1;
  return {
    lines: {
      lineCount: all.length,
      line: (index) => {
        const found = all[index];
        if (found === undefined) throw new RangeError(`no line ${index}`);
        return found;
      },
    },
    position: { line, character: before.length - (before.lastIndexOf('\n') + 1) },
  };
}
