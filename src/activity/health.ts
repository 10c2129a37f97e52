import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { ProviderError } from '../provider/errors';
import type { Entry, Journal } from './journal';

/** Why the last request failed, until one succeeds. Requests of every feature count. */
export class Health implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private current: ProviderError | undefined;

  readonly onDidChange = this.changed.event;

  constructor(journal: Pick<Journal, 'onDidChange'>) {
    this.store.add(journal.onDidChange((entry) => this.follow(entry)));
  }

  get failure(): ProviderError | undefined {
    return this.current;
  }

  /** A call failed that is no entry of the journal. */
  note(failure: ProviderError): void {
    this.become(failure);
  }

  /** Another server answers from now on, or what was missing is there. */
  forget(): void {
    this.become(undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private follow({ state }: Entry): void {
    if (state.status === 'failed') this.become(state.error);
    else if (state.status === 'done' || state.status === 'enough') this.become(undefined);
  }

  private become(failure: ProviderError | undefined): void {
    if (failure === this.current) return;
    this.current = failure;
    this.changed.fire();
  }
}
