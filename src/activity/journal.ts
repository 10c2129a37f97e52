import { Emitter } from '../base/emitter';
import type { ProviderError } from '../provider/errors';
import type { FinishReason, Problem, SentRequest, Usage } from '../provider/llm';
import { RunningRequests } from './runningRequests';

/** Characters of an answer, and of its thought, that an entry keeps; a journal is no archive. */
export const maxTextLength = 64 * 1024;

/** What went wrong with an answer is kept this often: a stream may hold a million bad chunks. */
export const maxProblems = 100;

/** Entries kept of what was asked by hand, and as many of completions, which come with every key. */
export const maxEntries = 50;

export type EntryState =
  | { readonly status: 'running' }
  | { readonly status: 'done'; readonly finishReason: FinishReason | undefined }
  /** The reader took what it needed and closed the connection before the server was done. */
  | { readonly status: 'enough' }
  | { readonly status: 'aborted' }
  | { readonly status: 'failed'; readonly error: ProviderError };

/** One request, from the moment it was made. Times are in milliseconds. */
export interface Entry {
  readonly id: number;
  readonly method: 'generate' | 'stream' | 'complete' | 'candidates' | 'answerNow';
  readonly model: string;
  /** Address of the server that was asked. */
  readonly server: string;
  /** What was asked, in the words of the feature that asked. */
  readonly label: string | undefined;
  /** Whether the model was left free to think first. */
  readonly thinking: 'on' | 'off';
  /** Whether the answer can be had while the model still thinks. */
  readonly answerNow: 'possible' | 'impossible';
  readonly startedAt: Date;
  readonly sent: SentRequest | undefined;
  readonly state: EntryState;
  readonly firstTokenAfter: number | undefined;
  /** When the answer itself began, which thought may precede. */
  readonly firstTextAfter: number | undefined;
  readonly endedAfter: number | undefined;
  readonly text: string;
  readonly reasoning: string;
  readonly usage: Usage | undefined;
  readonly problems: readonly Problem[];
}

/** What is known of a request when it is made. */
export type RequestStart = Pick<
  Entry,
  'method' | 'model' | 'server' | 'label' | 'thinking' | 'answerNow' | 'startedAt'
>;

/**
 * What was asked of servers lately. Views, status bar and *Show Last Request* read it; no feature
 * tells them anything itself.
 */
export class Journal {
  private readonly entries: Entry[] = [];
  private readonly changed = new Emitter<Entry>();
  private nextId = 1;

  readonly onDidChange = this.changed.event;
  readonly running = new RunningRequests();

  /** @param capacity entries kept of each kind; the oldest of the kind are forgotten */
  constructor(private readonly capacity = maxEntries) {}

  /** Oldest first. */
  get all(): readonly Entry[] {
    return this.entries;
  }

  get last(): Entry | undefined {
    return this.entries.at(-1);
  }

  begin(beginning: RequestStart): number {
    const id = this.nextId++;
    const entry: Entry = {
      id,
      ...beginning,
      sent: undefined,
      state: { status: 'running' },
      firstTokenAfter: undefined,
      firstTextAfter: undefined,
      endedAfter: undefined,
      text: '',
      reasoning: '',
      usage: undefined,
      problems: [],
    };
    this.entries.push(entry);
    this.forgetOldestLike(entry);
    this.changed.fire(entry);
    return id;
  }

  get(id: number): Entry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Replaces parts of an entry; one that was forgotten meanwhile stays forgotten. */
  update(id: number, change: (entry: Entry) => Partial<Entry>): void {
    const index = this.entries.findIndex((entry) => entry.id === id);
    const entry = this.entries[index];
    if (!entry) return;
    const next = { ...entry, ...change(entry) };
    this.entries[index] = next;
    this.changed.fire(next);
  }

  /** A completion pushes out completions only, and so does what is asked by hand. */
  private forgetOldestLike(newest: Entry): void {
    const alike = this.entries.filter((entry) => isCompletion(entry) === isCompletion(newest));
    const [oldest] = alike;
    if (!oldest || alike.length <= this.capacity) return;
    this.entries.splice(this.entries.indexOf(oldest), 1);
  }
}

/** Whether it was made because somebody typed, as opposed to asked. */
export function isCompletion({ method }: Pick<Entry, 'method'>): boolean {
  return method === 'complete';
}
