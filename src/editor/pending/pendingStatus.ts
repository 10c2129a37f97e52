import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { commands } from '../commandTable';
import type { PendingText } from './pendingText';

/**
 * The second status bar item, there while text is undecided: how it did, also where code lenses are
 * off, as they are in a diff. Screen readers speak a status when it changes.
 */
export class PendingStatus implements Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor() {
    this.item = vscode.window.createStatusBarItem(
      'trellis.pending',
      vscode.StatusBarAlignment.Right,
      101,
    );
    this.item.name = 'Trellis: Generated Text';
    this.item.command = commands.showPending.id;
  }

  show(text: PendingText | undefined): void {
    if (!text) {
      this.item.hide();
      return;
    }
    const { surface, verdict, remark } = text;
    const warns = verdict.severity === 'warning';
    const icon = surface.state === 'writing' ? 'loading~spin' : warns ? 'warning' : 'wand';
    this.item.text = `$(${icon}) Generated text: ${verdict.brief}`;
    this.item.accessibilityInformation = {
      label: `Generated text: ${verdict.full}`,
      role: 'status',
    };
    // Plain text: what a server says must not become a link.
    this.item.tooltip = [
      `Generated text: ${verdict.full}`,
      ...(remark === undefined ? [] : [remark]),
      surface.state === 'writing'
        ? 'Where it is in front, Esc stops it and Tab keeps what is there.'
        : 'Where it is in front, Tab keeps it and Esc discards it.',
      'Click to show it.',
    ].join('\n');
    this.item.backgroundColor = warns
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
