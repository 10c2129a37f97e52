import type * as vscode from 'vscode';
import { promptWindowAround, type PromptWindowBudget } from '../completion/promptWindow';

/** As much of the text before and behind a range as there is room for. */
export function textAround(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
  budget: PromptWindowBudget,
): { readonly before: string; readonly after: string } {
  const lines = { lineCount: document.lineCount, line: (at: number) => document.lineAt(at).text };
  return {
    before: promptWindowAround(lines, start, { ...budget, suffix: 0 }).prefix,
    after: promptWindowAround(lines, end, { ...budget, prefix: 0 }).suffix,
  };
}
