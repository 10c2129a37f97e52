import * as vscode from 'vscode';
import { asDescription, asLabel, asLine } from '../../base/foreignText';

/** A text that is offered; what is chosen is the text, never its words on the screen. */
export interface OfferedText {
  readonly text: string;
  readonly description: string;
}

export interface TypedChoice {
  readonly title: string;
  readonly placeholder: string;
  /** The first is what Enter alone takes. */
  readonly offered: readonly OfferedText[];
  /** Says what is wrong with a typed text, which then cannot be given. */
  readonly problemWith: (text: string) => string | undefined;
}

interface TextItem extends vscode.QuickPickItem {
  readonly text: string;
}

/** Lets a person type a text or take one of several; `undefined` where they do neither. */
export async function typeOrPick(choice: TypedChoice): Promise<string | undefined> {
  const { title, placeholder, offered, problemWith } = choice;
  const list = vscode.window.createQuickPick<TextItem>();
  list.title = asLine(title);
  list.placeholder = asLine(placeholder);
  list.ignoreFocusOut = true;
  const rows = offered.map(({ text, description }) => itemFor(text, description));
  list.items = rows;
  try {
    return await new Promise<string | undefined>((resolve) => {
      list.onDidChangeValue((typed) => {
        const isOffered = offered.some(({ text }) => text === typed.trim());
        const own = itemFor(typed, problemWith(typed) ?? '');
        list.items =
          typed.trim() === '' || isOffered ? rows : [{ ...own, alwaysShow: true }, ...rows];
      });
      list.onDidAccept(() => {
        const text = list.activeItems[0]?.text ?? list.value;
        if (problemWith(text) === undefined) resolve(text);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

function itemFor(text: string, description: string): TextItem {
  return { label: asLabel(text), description: asDescription(description), text };
}
