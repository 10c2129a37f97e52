import * as vscode from 'vscode';
import { asLabel, asTooltip } from '../../base/foreignText';
import type { Disposable } from '../../base/disposable';

export interface StatusItemPlace {
  readonly id: string;
  readonly name: string;
  /** The higher, the further left. */
  readonly priority: number;
  /** What a click runs. */
  readonly command: string;
}

export interface StatusItemContent {
  /** Name of one of VS Code's icons. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: readonly string[];
  /** What a screen reader says, and as what. */
  readonly spoken: { readonly words: string; readonly role: 'button' | 'status' };
  readonly severity: 'none' | 'warning';
}

/** An item at the right of the status bar. Its tooltip is plain text: Markdown would have links. */
export class StatusItem implements Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor({ id, name, priority, command }: StatusItemPlace) {
    this.item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
    this.item.name = name;
    this.item.command = command;
  }

  show({ icon, text, tooltip, spoken, severity }: StatusItemContent): void {
    this.item.text = `$(${icon}) ${asLabel(text)}`;
    this.item.tooltip = tooltip.map(asTooltip).join('\n');
    this.item.accessibilityInformation = { label: asTooltip(spoken.words), role: spoken.role };
    this.item.backgroundColor =
      severity === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.show();
  }

  hide(): void {
    this.item.hide();
  }

  dispose(): void {
    this.item.dispose();
  }
}
