import { dedent, indent, commonIndentation } from './indentation';
import type { RefactorTask } from './task';

/**
 * Code from an answer as it takes the selection's place: moved as a whole to the selection's
 * indentation, with the blank lines and the final line end that the selection has.
 */
export function fitToSelection({ before, selected }: RefactorTask, code: string): string {
  if (code === '') return '';
  const { leading, core, trailing } = partsOf(selected);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const startsLine = leading !== '' || line === '';
  const fitted = startsLine
    ? indent(dedent(code), commonIndentation(core))
    : continuing(line, code);
  return leading + fitted + trailing;
}

/** Blank lines at the edges of what is selected are no matter of the answer. */
function partsOf(selected: string): { leading: string; core: string; trailing: string } {
  const leading = /^(?:[^\S\n]*\n)*/.exec(selected)?.[0] ?? '';
  const rest = selected.slice(leading.length);
  const end = rest.indexOf('\n', rest.trimEnd().length);
  const stop = end === -1 ? rest.length : end;
  return { leading, core: rest.slice(0, stop), trailing: rest.slice(stop) };
}

/** Code that goes on in the middle of a line; its further lines hang from that line's margin. */
function continuing(line: string, code: string): string {
  const dedented = dedent(code);
  const lineEnd = dedented.indexOf('\n');
  if (lineEnd === -1) return dedented;
  const further = dedented.slice(lineEnd);
  const margin = commonIndentation(line);
  const hangs = commonIndentation(further).startsWith(margin);
  return dedented.slice(0, lineEnd) + (hangs ? further : indent(further, margin));
}
