import { Worker } from 'node:worker_threads';
import { protocolVersion, type WorkerMessage, type WriteJob } from './protocol';

/** A constrained worker as the pool sees it. */
export interface WorkerThread {
  post(job: WriteJob): void;
  /** Hears every message from now on, in place of whoever heard them before. */
  listen(listener: (event: WorkerEvent) => void): void;
  terminate(): void;
}

export type WorkerEvent = WorkerMessage | { readonly kind: 'died'; readonly message: string };

/** The compiled grammars live in WebAssembly memory, so the JavaScript heap stays small. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

/** Starts a worker thread from a built script. */
export function startWorkerThread(script: string): WorkerThread {
  const worker = new Worker(script, { resourceLimits });
  let listener: (event: WorkerEvent) => void = () => {};
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready' && message.version !== protocolVersion) {
      listener({ kind: 'died', message: 'the worker script is of another build' });
    } else {
      listener(message);
    }
  });
  worker.on('error', (error) => {
    listener({ kind: 'died', message: String(error) });
  });
  worker.on('exit', (code) => {
    listener({ kind: 'died', message: `the worker ended with code ${code}` });
  });
  worker.unref();
  return {
    post(job) {
      worker.postMessage(job);
    },
    listen(next) {
      listener = next;
    },
    terminate() {
      listener = () => {};
      void worker.terminate();
    },
  };
}
