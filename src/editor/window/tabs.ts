import * as vscode from 'vscode';

/** The tabs that show a document, by itself or as a side of a diff. */
export function tabsOf(uri: vscode.Uri): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter((tab) => shows(tab, uri));
}

/** Calls back once the last tab that shows the document is closed; moving it is no closing. */
export function onDidCloseLastTab(uri: vscode.Uri, callback: () => void): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
    if (closed.some((tab) => shows(tab, uri)) && tabsOf(uri).length === 0) callback();
  });
}

/** Where the document has a tab of its own already. */
export function viewColumnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return tabsOf(uri).find(({ input }) => input instanceof vscode.TabInputText)?.group.viewColumn;
}

/** Where to show something; `undefined` leaves it to VS Code. */
export function inColumn(
  viewColumn: vscode.ViewColumn | undefined,
): Pick<vscode.TextDocumentShowOptions, 'viewColumn'> {
  return viewColumn === undefined ? {} : { viewColumn };
}

function shows({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  if (input instanceof vscode.TabInputText) return input.uri.toString() === wanted;
  if (!(input instanceof vscode.TabInputTextDiff)) return false;
  return [input.original, input.modified].some((side) => side.toString() === wanted);
}
