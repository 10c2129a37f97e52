import type { Disposable } from '../../base/disposable';
import { commands } from '../commands/commandTable';
import { StatusItem } from '../window/statusItem';
import type { PendingText } from './pendingText';

/**
 * The second status bar item, there while text is undecided: how it did, also where code lenses are
 * off, as they are in a diff. Screen readers speak a status when it changes.
 */
export class PendingStatus implements Disposable {
  private readonly item = new StatusItem({
    id: 'trellis.pending',
    name: 'Trellis: Generated Text',
    priority: 101,
    command: commands.showPending.id,
  });

  show(text: PendingText | undefined): void {
    if (!text) {
      this.item.hide();
      return;
    }
    const { surface, verdict, remark } = text;
    const { severity } = verdict;
    const done = severity === 'warning' ? 'warning' : 'wand';
    const words = `Generated text: ${verdict.full}`;
    this.item.show({
      icon: surface.state === 'writing' ? 'loading~spin' : done,
      text: `Generated text: ${verdict.brief}`,
      tooltip: [
        words,
        ...(remark === undefined ? [] : [remark]),
        surface.state === 'writing'
          ? 'In its editor, press Esc to stop or Tab to keep what is there.'
          : 'In its editor, press Tab to keep it or Esc to discard it.',
        'Click to show it.',
      ],
      spoken: { words, role: 'status' },
      severity,
    });
  }

  dispose(): void {
    this.item.dispose();
  }
}
