import * as vscode from 'vscode';
import type { Proposal } from '../../refactor/candidates';

export interface ProposalRow {
  readonly label: string;
  readonly description: string;
  readonly proposal: Proposal;
}

export interface Offer {
  readonly title: string;
  readonly placeholder: string;
  readonly rows: readonly ProposalRow[];
  /** Called for the row that is looked at, the first one included. */
  readonly onLook: (proposal: Proposal) => void;
}

/** Lets a person look through proposals and take one; `undefined` where they take none. */
export async function pickProposal(offer: Offer): Promise<Proposal | undefined> {
  const list = vscode.window.createQuickPick<ProposalRow>();
  list.title = offer.title;
  list.placeholder = offer.placeholder;
  list.items = offer.rows;
  // A click into the diff, to scroll it, must not end the choice.
  list.ignoreFocusOut = true;
  let looked: Proposal | undefined;
  list.onDidChangeActive(([row]) => {
    if (!row || row.proposal === looked) return;
    looked = row.proposal;
    offer.onLook(row.proposal);
  });
  try {
    return await new Promise<Proposal | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.activeItems[0]?.proposal));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
