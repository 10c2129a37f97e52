import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { commands } from './commandTable';
import type { Status } from './status';

/** The one status bar item; a click opens the menu. */
export class StatusBar implements Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor() {
    this.item = vscode.window.createStatusBarItem(
      'trellis.status',
      vscode.StatusBarAlignment.Right,
      100,
    );
    this.item.name = 'Trellis';
    this.item.command = commands.showMenu.id;
  }

  show(status: Status): void {
    this.item.text = status.text;
    // Plain text: what a server says of itself must not become a link.
    this.item.tooltip = ['Trellis', ...status.lines].join('\n');
    this.item.accessibilityInformation = {
      label: `Trellis: ${status.lines.join(' ')}`,
      role: 'button',
    };
    this.item.backgroundColor =
      status.severity === 'warning'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
