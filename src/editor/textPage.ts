import * as vscode from 'vscode';

/**
 * A language, and the name of the folder whose documents are in it. It is drawn like Markdown and is
 * not Markdown: in that, VS Code runs commands from links. Nor are addresses links in it
 * (`editor.links`, in package.json), since some would open files.
 */
const quietLanguage = 'trellis-answer';
/** Languages in which VS Code runs commands from links. */
const running: ReadonlySet<string> = new Set([
  'markdown',
  'prompt',
  'instructions',
  'chatagent',
  'skill',
]);

export interface TextPage {
  readonly scheme: string;
  readonly name: string;
  /** Tells apart pages of one name. */
  readonly query?: string;
}

/** Where a page lies that holds others' words and must stay nothing but words. */
export function textPageUri({ scheme, name, query = '' }: TextPage): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${quietLanguage}/${name}`, query });
}

/** The language of a preview of text that a model wrote for a document of that language. */
export function languageOfPreview(languageId: string): string {
  return running.has(languageId) ? quietLanguage : languageId;
}
