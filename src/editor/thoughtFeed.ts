import type { Entry, Journal } from '../activity/journal';
import { longestKept } from '../activity/journal';
import { assertNever } from '../base/assertNever';
import type { Clock } from '../base/clock';
import { DisposableSlot, DisposableStore, type Disposable } from '../base/disposable';
import type { HostMessage, Phase, ShownRequest } from '../webview/protocol';

export interface ThoughtFeedOptions {
  readonly journal: Journal;
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

  constructor(private readonly options: ThoughtFeedOptions) {
    this.store.add(options.journal.onDidChange(() => this.soon()));
  }

  /** The page is drawn anew and listens: it is told everything. */
  start(): void {
    this.told = undefined;
    this.tell();
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
    const entry = entryToShow(journal.all);
    const thought = entry?.reasoning.trimStart() ?? '';
    const request = entry && describe(entry, now());
    if (request && this.told?.id === request.id) {
      post({ type: 'continue', request, more: thought.slice(this.told.length) });
    } else if (!this.told || this.told.id !== request?.id) {
      post({ type: 'show', request, thought });
    }
    this.told = { id: request?.id, length: thought.length };
  }
}

/** The newest request that runs and may think, or else the one that ended last. */
export function entryToShow(entries: readonly Entry[]): Entry | undefined {
  const mayThink = entries.filter(({ method }) => method === 'stream' || method === 'generate');
  const running = mayThink.findLast(({ state }) => state.status === 'running');
  return running ?? mayThink.toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
}

function endOf({ startedAt, endedAfter }: Entry): number {
  return startedAt.getTime() + (endedAfter ?? 0);
}

function describe(entry: Entry, now: number): ShownRequest {
  const { id, model, state, reasoning } = entry;
  return {
    id,
    model,
    phase: phaseOf(entry),
    elapsed: entry.endedAfter ?? Math.max(0, now - entry.startedAt.getTime()),
    thoughtFor: thoughtTime(entry),
    failure: state.status === 'failed' ? state.error.message : undefined,
    kept: reasoning.length < longestKept ? 'all' : 'beginning',
  };
}

function phaseOf({ state, reasoning, text }: Entry): Phase {
  switch (state.status) {
    case 'running':
      if (text !== '') return 'answering';
      return reasoning === '' ? 'waiting' : 'thinking';
    case 'enough':
      return 'done';
    case 'done':
      return state.finishReason === 'length' ? 'cut' : 'done';
    case 'aborted':
      return 'stopped';
    case 'failed':
      return 'failed';
    default:
      return assertNever(state);
  }
}

/** From the first token to the answer's first, or to the end where none came. */
function thoughtTime(entry: Entry): number | undefined {
  if (entry.reasoning === '' || entry.firstTokenAfter === undefined) return undefined;
  const end = entry.firstTextAfter ?? entry.endedAfter;
  return end === undefined ? undefined : end - entry.firstTokenAfter;
}
