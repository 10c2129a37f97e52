import { toDisposable, type Disposable } from '../../base/disposable';

/** Whether the reader of an answer keeps up with what is written for it. */
export class ReaderPace {
  private readonly listeners = new Set<() => void>();
  private behind = false;

  get isBehind(): boolean {
    return this.behind;
  }

  /** What was written has not been taken yet. */
  fallBehind(): void {
    this.behind = true;
    for (const listener of [...this.listeners]) listener();
  }

  catchUp(): void {
    this.behind = false;
  }

  onFallBehind(listener: () => void): Disposable {
    this.listeners.add(listener);
    return toDisposable(() => this.listeners.delete(listener));
  }
}
