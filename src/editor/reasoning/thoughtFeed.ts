import type { Journal } from '../../activity/journal';
import type { Clock } from '../../base/clock';
import { DisposableSlot, DisposableStore, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { HostMessage } from '../../webview/protocol';
import { currentOf, describeRequest, requestsToList, type ServerInUse } from './listedRequests';

export interface ThoughtFeedOptions {
  readonly journal: Pick<Journal, 'all' | 'last' | 'onDidChange'>;
  readonly server: () => ServerInUse;
  readonly onDidChangeServer: Event<void>;
  readonly clock: Clock;
  /** Wall time in milliseconds, as in the journal. */
  readonly now: () => number;
  readonly post: (message: HostMessage) => void;
}

/** Milliseconds between two messages: a model may write hundreds of tokens a second. */
const pause = 30;

/** Tells a page of thought what the journal holds, from the moment it listens. */
export class ThoughtFeed implements Disposable {
  private readonly store = new DisposableStore();
  private readonly timer = this.store.add(new DisposableSlot());
  /** What the page has been told: of which entry, and how much of its thought. */
  private told: { readonly id: number | undefined; readonly length: number } | undefined;
  /** The request that a person chose, and the newest one there was then. */
  private chosen: { readonly id: number; readonly newest: number } | undefined;

  constructor(private readonly options: ThoughtFeedOptions) {
    const soon = (): void => this.soon();
    this.store.add(options.journal.onDidChange(soon));
    this.store.add(options.onDidChangeServer(soon));
  }

  /** The page is drawn anew and listens: it is told everything. */
  start(): void {
    this.told = undefined;
    this.tell();
  }

  /** Shows the thought of this request, until another one is made. */
  look(id: number): void {
    this.chosen = { id, newest: this.options.journal.last?.id ?? id };
    this.soon();
  }

  dispose(): void {
    this.store.dispose();
  }

  private soon(): void {
    if (this.timer.value || !this.told) return;
    this.timer.set(this.options.clock.after(pause, () => this.tell()));
  }

  private tell(): void {
    this.timer.set(undefined);
    const { journal, now, post } = this.options;
    const server = this.options.server();
    const listed = requestsToList(journal.all, server);
    const current = currentOf(listed, this.chosen);
    const shown = {
      requests: listed.map((entry) => describeRequest(entry, server, now())),
      current: current?.id,
    };
    const thought = current?.reasoning.trimStart() ?? '';
    if (this.told && this.told.id === current?.id) {
      post({ type: 'continue', shown, more: thought.slice(this.told.length) });
    } else {
      post({ type: 'show', shown, thought });
    }
    this.told = { id: current?.id, length: thought.length };
  }
}
