import * as vscode from 'vscode';
import type { FileExcerpt } from '../../chat/question';
import type { DocumentExclusions } from '../documentExclusions';
import { nearbySecrets } from '../nearbySecrets';

/** The selection as a model may see it: nothing selected, a piece of a file, or not to be read. */
export type SelectedExcerpt =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'excerpt'; readonly excerpt: FileExcerpt }
  | { readonly kind: 'excluded'; readonly reason: string };

export async function excerptOf(
  editor: vscode.TextEditor | undefined,
  exclusions: Pick<DocumentExclusions, 'exclusionOf'>,
): Promise<SelectedExcerpt> {
  if (!editor || editor.selection.isEmpty) return { kind: 'nothing' };
  const { document, selection } = editor;
  const text = document.getText(nearbySecrets(document, selection).range);
  const exclusion = await exclusions.exclusionOf(document);
  if (exclusion) return { kind: 'excluded', reason: exclusion.reason };
  return {
    kind: 'excerpt',
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
