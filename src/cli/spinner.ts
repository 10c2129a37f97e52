import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Terminal } from './terminal';

/** What is waited for, on a line that turns; on a screen only. */
export interface Spinner extends Disposable {
  readonly say: (what: string) => void;
  /** Makes room for what is written next. */
  readonly hide: () => void;
}

const frames = ['|', '/', '-', '\\'] as const;
/** Milliseconds. */
const frameTime = 120;

export function createSpinner(terminal: Pick<Terminal, 'progress'>, clock: Clock): Spinner {
  let timer: Disposable | undefined;
  const hide = (): void => {
    timer?.dispose();
    timer = undefined;
    terminal.progress('');
  };
  const turn = (what: string, frame: number): void => {
    terminal.progress(`${frames[frame % frames.length] ?? ''} ${what}`);
    timer = clock.after(frameTime, () => turn(what, frame + 1));
  };
  return {
    say(what) {
      hide();
      turn(what, 0);
    },
    hide,
    dispose: hide,
  };
}
