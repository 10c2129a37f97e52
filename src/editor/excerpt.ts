import * as vscode from 'vscode';
import type { Excerpt } from '../chat/question';
import type { Readable } from './readable';
import { secretsAround } from './secretsAround';

/** The selection as a model may see it: nothing selected, a piece of a file, or not to be read. */
export type Selected =
  | { readonly type: 'nothing' }
  | { readonly type: 'excerpt'; readonly excerpt: Excerpt }
  | { readonly type: 'excluded'; readonly reason: string };

export async function selectedIn(
  editor: vscode.TextEditor | undefined,
  readable: Readable,
): Promise<Selected> {
  if (!editor || editor.selection.isEmpty) return { type: 'nothing' };
  const { document, selection } = editor;
  const text = document.getText(secretsAround(document, selection).range);
  const exclusion = await readable.exclusionOf(document);
  if (exclusion) return { type: 'excluded', reason: exclusion.reason };
  return {
    type: 'excerpt',
    excerpt: {
      path: vscode.workspace.asRelativePath(document.uri, false),
      language: document.languageId,
      lines: [selection.start.line + 1, lastLine(selection) + 1],
      text,
    },
  };
}

/** A selection that ends before a line's first character does not hold that line. */
function lastLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}
