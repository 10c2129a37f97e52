import { AbortError, onAbort } from '../../base/abort';
import type { Disposable } from '../../base/disposable';
import type { WorkerThread } from './workerThread';

/** A worker that is lent to one job. */
export interface Lease {
  readonly worker: WorkerThread;
  /** Until it is given back in one way or the other. */
  readonly isLent: boolean;
  /** Gives a worker back that is ready for another job. */
  release(): void;
  /** Ends a worker that is stuck or broken; another takes its place when one is needed. */
  discard(): void;
}

interface Waiter {
  give(lease: Lease): void;
  fail(error: Error): void;
}

/**
 * Workers that each do one job at a time. There is none until the first job; from then on a spare
 * is started ahead, so that a job whose predecessor had to be ended does not wait for a start.
 */
export class WorkerPool implements Disposable {
  private readonly idle: WorkerThread[] = [];
  private readonly waiting: Waiter[] = [];
  private readonly all = new Set<WorkerThread>();

  constructor(
    private readonly spawn: () => WorkerThread,
    private readonly size: number,
  ) {}

  /** Resolves with a worker of one's own, in order of arrival. */
  lease(signal: AbortSignal): Promise<Lease> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        give(lease) {
          abort.dispose();
          resolve(lease);
        },
        fail(error) {
          abort.dispose();
          reject(error);
        },
      };
      this.waiting.push(waiter);
      const abort = onAbort(signal, () => {
        const place = this.waiting.indexOf(waiter);
        if (place >= 0) this.waiting.splice(place, 1);
        reject(new AbortError());
      });
      this.serve();
      this.start();
    });
  }

  dispose(): void {
    for (const worker of this.all) worker.terminate();
    this.all.clear();
    this.idle.length = 0;
    for (const waiter of this.waiting.splice(0)) waiter.fail(new AbortError());
  }

  /** Hands idle workers to those who wait. */
  private serve(): void {
    for (;;) {
      if (this.waiting.length === 0) return;
      const worker = this.idle.pop();
      const waiter = worker && this.waiting.shift();
      if (worker === undefined || waiter === undefined) return;
      waiter.give(this.leaseOf(worker));
      this.start();
    }
  }

  /** Starts one worker more if none is idle or starting and there is room. */
  private start(): void {
    if (this.idle.length > 0 || this.starting > 0 || this.all.size >= this.size) return;
    const worker = this.spawn();
    this.all.add(worker);
    this.starting++;
    worker.listen((event) => {
      this.starting--;
      if (event.kind === 'ready') {
        this.rest(worker);
        return;
      }
      this.forget(worker);
      const message = event.kind === 'died' || event.kind === 'failed' ? event.message : event.kind;
      this.waiting.shift()?.fail(new Error(`the constrained worker did not start: ${message}`));
      if (this.waiting.length > 0) this.start();
    });
  }

  private starting = 0;

  private rest(worker: WorkerThread): void {
    worker.listen(() => {
      // An idle worker has nothing to say but that it died.
      this.forget(worker);
    });
    this.idle.push(worker);
    this.serve();
  }

  private forget(worker: WorkerThread): void {
    worker.terminate();
    this.all.delete(worker);
    const place = this.idle.indexOf(worker);
    if (place >= 0) this.idle.splice(place, 1);
  }

  private leaseOf(worker: WorkerThread): Lease {
    let lent = true;
    const once = (action: () => void) => (): void => {
      if (lent) action();
      lent = false;
    };
    return {
      worker,
      get isLent() {
        return lent;
      },
      release: once(() => {
        this.rest(worker);
      }),
      discard: once(() => {
        this.forget(worker);
        this.start();
      }),
    };
  }
}
