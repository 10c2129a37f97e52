import type { Disposable } from '../../base/disposable';
import { commands } from '../commands/commandTable';
import type { Status } from './statusOf';
import { StatusItem } from '../window/statusItem';

/** The one status bar item; a click opens the menu. */
export class StatusBar implements Disposable {
  private readonly item = new StatusItem({
    id: 'trellis.status',
    name: 'Trellis',
    priority: 100,
    command: commands.showMenu.id,
  });

  show({ icon, text, lines, severity }: Status): void {
    this.item.show({
      icon,
      text,
      tooltip: ['Trellis', ...lines],
      spoken: { words: `Trellis: ${lines.join(' ')}`, role: 'button' },
      severity,
    });
  }

  dispose(): void {
    this.item.dispose();
  }
}
