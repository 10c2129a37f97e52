import * as vscode from 'vscode';
import { asDescription, asLabel, asLine } from '../../base/foreignText';

/** A row of a list; what is chosen is its value, never its words. */
export interface Row<Value> {
  readonly label: string;
  readonly description?: string;
  /** Name of one of VS Code's icons. */
  readonly icon?: string;
  readonly value: Value;
  /** Whether it stands apart from the row above. */
  readonly place?: 'apart' | 'below';
  /** Words for the rows from here on, where it stands apart. */
  readonly section?: string;
  /** Whether it stays in sight where what is typed does not fit it. */
  readonly stays?: 'always' | 'where-it-fits';
}

export interface PickOptions<Value> {
  readonly title: string;
  readonly placeholder: string;
  readonly rows: readonly Row<Value>[];
  /** The row that Enter alone takes: what is in use. */
  readonly focused?: Row<Value> | undefined;
  /** Called for the row that is looked at, the first one included. */
  readonly onLook?: (value: Value) => void;
  /** Whether a click elsewhere in the window ends the choice; Escape always does. */
  readonly closes?: 'anywhere' | 'on-escape';
}

interface Item<Value> extends vscode.QuickPickItem {
  readonly row?: Row<Value>;
}

/** Lets a person choose one of several; `undefined` where they take none. */
export async function pickRow<Value>(choice: PickOptions<Value>): Promise<Row<Value> | undefined> {
  const list = vscode.window.createQuickPick<Item<Value>>();
  list.title = asLine(choice.title);
  list.placeholder = asLine(choice.placeholder);
  list.matchOnDescription = true;
  list.ignoreFocusOut = choice.closes === 'on-escape';
  list.items = choice.rows.flatMap((row) => itemsFor(row));
  const focused = list.items.find(({ row }) => row !== undefined && row === choice.focused);
  if (focused) list.activeItems = [focused];
  let looked: Row<Value> | undefined;
  list.onDidChangeActive(([item]) => {
    if (!item?.row || item.row === looked) return;
    looked = item.row;
    choice.onLook?.(looked.value);
  });
  try {
    return await new Promise<Row<Value> | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.activeItems[0]?.row));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

function itemsFor<Value>(row: Row<Value>): readonly Item<Value>[] {
  const { label, description, icon, place, section, stays } = row;
  const item: Item<Value> = {
    label: asLabel(label),
    ...(description !== undefined && { description: asDescription(description) }),
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }),
    alwaysShow: stays === 'always',
    row,
  };
  if (place !== 'apart') return [item];
  return [{ label: asLine(section ?? ''), kind: vscode.QuickPickItemKind.Separator }, item];
}
