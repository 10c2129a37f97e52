import * as vscode from 'vscode';

/**
 * The folder of documents in a language that is drawn like Markdown and is not Markdown: in that, VS
 * Code runs commands from links. Nor are addresses links there (`editor.links`, in package.json),
 * since some would open files.
 */
const folder = 'trellis-answer';

export interface QuietPage {
  readonly scheme: string;
  readonly name: string;
  /** Tells apart pages of one name. */
  readonly query?: string;
}

/** Where a page lies that holds others' words and must stay nothing but words. */
export function quietPage({ scheme, name, query = '' }: QuietPage): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${folder}/${name}`, query });
}
