import * as vscode from 'vscode';

export interface Choice<Row extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly rows: readonly Row[];
  /** The row that Enter alone takes: what is in use. */
  readonly focused: Row | undefined;
}

/** A list to choose from that opens on the row that is in use, which `showQuickPick` cannot. */
export async function pickRow<Row extends vscode.QuickPickItem>(
  choice: Choice<Row>,
): Promise<Row | undefined> {
  const list = vscode.window.createQuickPick<Row>();
  list.title = choice.title;
  list.placeholder = choice.placeholder;
  list.matchOnDescription = true;
  list.items = choice.rows;
  if (choice.focused) list.activeItems = [choice.focused];
  try {
    return await new Promise<Row | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.activeItems[0]));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
