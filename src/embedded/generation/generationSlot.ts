import type { Disposable } from '../../base/disposable';
import type { Admission } from './admission';
import type { ReaderPace } from './readerPace';

/**
 * A place among the texts that are written at once. It is kept from step to step while somebody
 * reads, and given to others while nobody does, and to those who have fewer.
 */
export class GenerationSlot implements Disposable {
  private held: Disposable | undefined;
  private readonly following: Disposable;

  constructor(
    private readonly admission: Pick<Admission, 'enter' | 'isOwedBy'>,
    private readonly pace: ReaderPace,
    private readonly signal: AbortSignal,
  ) {
    this.following = pace.onFallBehind(() => this.leave());
  }

  /** Takes a step once there is room for it. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    this.held ??= await this.admission.enter(this.signal, this.pace);
    try {
      return await work();
    } finally {
      if (this.pace.isBehind || this.admission.isOwedBy(this.pace)) this.leave();
    }
  }

  dispose(): void {
    this.following.dispose();
    this.leave();
  }

  private leave(): void {
    this.held?.dispose();
    this.held = undefined;
  }
}
