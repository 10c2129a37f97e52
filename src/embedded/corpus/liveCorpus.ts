import { isAbortError } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { Debounce } from '../../base/debounce';
import { DisposableSlot, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { buildSnapshot } from '../model/buildSnapshot';
import { openModel } from '../model/openModel';
import type { LearntModel } from '../generation/sequence';
import type { IndexCorpus } from './indexer';
import type { IndexerInput, IndexerOutput } from './indexerProtocol';
import type { IsRelevantChange } from './changeFilter';
import type { WatchDirectories } from './watchDirectories';

export interface LiveCorpusOptions {
  readonly input: IndexerInput;
  readonly index: IndexCorpus;
  readonly watch: WatchDirectories;
  /** Tells which changes count; made anew for each corpus. */
  readonly createChangeFilter: (input: IndexerInput) => IsRelevantChange;
  readonly clock: Clock;
  readonly log: Log;
  /** Numbers the models, so that no two that a worker may meet are taken for the same. */
  readonly nextId: () => number;
  /** Milliseconds of quiet after a change before the corpus is read again. */
  readonly quietTime?: number;
  /** Milliseconds after a change when it is read again at the latest. */
  readonly latestTime?: number;
}

/**
 * The newest model of a corpus that changes underneath. There is a model from the start, of an
 * empty corpus; it is replaced as a whole whenever an index is complete, so that a request never
 * sees half of one.
 */
export class LiveCorpus implements Disposable {
  private current: LearntModel;
  private readonly stop = new AbortController();
  private readonly again: Debounce;
  private readonly counts: IsRelevantChange;
  /** Changes that are being judged, so that a noisy file is judged once at a time. */
  private readonly judging = new Set<string>();
  private readonly warned = new Set<string>();
  private readonly watching = new DisposableSlot();
  private state: 'idle' | 'indexing' | 'indexing, changed since' = 'idle';
  private first: Promise<void> = Promise.resolve();
  private settled: Promise<void> = Promise.resolve();
  private output: IndexerOutput | undefined;

  constructor(private readonly options: LiveCorpusOptions) {
    const snapshot = buildSnapshot([]);
    this.current = { id: options.nextId(), snapshot, model: openModel(snapshot) };
    const { clock, quietTime = 1_000, latestTime = 10_000, input } = options;
    this.again = new Debounce({
      clock,
      quiet: quietTime,
      latest: latestTime,
      run: () => {
        this.settled = this.refresh();
      },
    });
    this.counts = options.createChangeFilter(input);
  }

  /** What was read last; `undefined` until something could be. */
  get read(): IndexerOutput | undefined {
    return this.output;
  }

  get learnt(): LearntModel {
    return this.current;
  }

  /** The newest model, once the corpus was read for the first time, or could not be. */
  async learntOnce(): Promise<LearntModel> {
    await this.first;
    return this.current;
  }

  /** Resolves when the index that is being built, if any, is in use or has failed. */
  get ready(): Promise<void> {
    return this.settled;
  }

  /** Starts reading the corpus. */
  start(): void {
    const { folders, adapter } = this.options.input;
    if (folders.length === 0 && adapter === undefined) return;
    this.first = this.refresh();
    this.settled = this.first;
  }

  dispose(): void {
    this.stop.abort();
    this.again.dispose();
    this.watching.dispose();
  }

  private async refresh(): Promise<void> {
    const { input, index, clock, log } = this.options;
    const began = clock.now();
    this.state = 'indexing';
    try {
      const output = await index(input, this.stop.signal);
      if (this.stop.signal.aborted) return;
      const { snapshot } = output;
      const before = this.output && new Set(this.output.directories);
      this.output = output;
      this.current = { id: this.options.nextId(), snapshot, model: openModel(snapshot) };
      this.watch(output.directories);
      this.warnOf(output.notes);
      // What was written into a new directory before it was watched was not heard of.
      if (before && output.directories.some((each) => !before.has(each))) this.changed();
      const { fileCount, byteCount } = snapshot;
      const took = Math.round(clock.now() - began);
      const files = fileCount === 1 ? 'file' : 'files';
      const text = `learnt ${fileCount} ${files}, ${byteCount} bytes, in ${took} ms`;
      // Every change learnt is news to nobody.
      if (this.current.id === 1) log.info(text);
      else log.debug(text);
    } catch (error) {
      if (isAbortError(error)) return;
      log.error(`the corpus could not be read: ${String(error)}`);
      if (!this.output) this.watch(input.folders.map(({ path }) => path));
    }
    const changed = this.changedMeanwhile();
    this.state = 'idle';
    if (changed) this.changed();
  }

  private warnOf(notes: readonly string[]): void {
    for (const note of notes) {
      if (this.warned.has(note)) continue;
      this.warned.add(note);
      this.options.log.warn(`some files are not learnt: ${note}`);
    }
  }

  private changedMeanwhile(): boolean {
    return this.state === 'indexing, changed since';
  }

  private watch(directories: readonly string[]): void {
    this.watching.set(
      this.options.watch(directories, (directory, name) => {
        void this.heard(directory, name);
      }),
    );
  }

  private async heard(directory: string, name: string | undefined): Promise<void> {
    const change = `${directory}\0${name ?? ''}`;
    if (this.judging.has(change)) return;
    this.judging.add(change);
    // What cannot be judged is learnt anew, which judges it as well.
    const counts = await this.counts(directory, name).catch(() => true);
    this.judging.delete(change);
    if (counts) this.changed();
  }

  private changed(): void {
    if (this.stop.signal.aborted) return;
    if (this.state !== 'idle') {
      this.state = 'indexing, changed since';
      return;
    }
    this.again.call();
  }
}
