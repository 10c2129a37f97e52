import type { WorkerEvent, WorkerThread } from '../../src/embedded/constrained/workerThread';
import type { WriteJob } from '../../src/embedded/constrained/protocol';

export interface FakeWorker extends WorkerThread {
  readonly jobs: WriteJob[];
  say(event: WorkerEvent): void;
  terminated: boolean;
}

/** Workers that say only what a test makes them say. */
export function fakeWorkers(): { readonly spawned: FakeWorker[]; spawn(): WorkerThread } {
  const spawned: FakeWorker[] = [];
  return {
    spawned,
    spawn() {
      let listener: (event: WorkerEvent) => void = () => {};
      const worker: FakeWorker = {
        jobs: [],
        terminated: false,
        post(job) {
          worker.jobs.push(job);
        },
        listen(next) {
          listener = next;
        },
        terminate() {
          worker.terminated = true;
        },
        say(event) {
          listener(event);
        },
      };
      spawned.push(worker);
      return worker;
    },
  };
}

export const ready: WorkerEvent = { kind: 'ready', version: 1 };
