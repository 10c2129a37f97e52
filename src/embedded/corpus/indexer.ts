import { Worker } from 'node:worker_threads';
import { AbortError, onAbort, throwIfAborted } from '../../base/abort';
import type { IndexerInput, IndexerOutput } from './indexerProtocol';

/** Reads and learns a corpus; rejects when that fails or `signal` aborts. */
export type IndexCorpus = (input: IndexerInput, signal: AbortSignal) => Promise<IndexerOutput>;

/** Learning needs room for the text and its suffix array, and no more than that. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/** Indexes one corpus after another, so that several that changed at once do not crowd the machine. */
export function indexInTurn(index: IndexCorpus): IndexCorpus {
  let last: Promise<unknown> = Promise.resolve();
  return (input, signal) => {
    const turn = last.then(() => {
      throwIfAborted(signal);
      return index(input, signal);
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Indexes in a worker thread of its own, whose memory is given back when it ends. */
export function indexInWorker(script: string): IndexCorpus {
  return (input, signal) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: input, resourceLimits });
      const abort = onAbort(signal, () => {
        reject(new AbortError());
        void worker.terminate();
      });
      worker.once('message', (output: IndexerOutput) => {
        resolve(output);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        abort.dispose();
        reject(new Error(`the indexer ended with code ${code} before it was done`));
      });
    });
}
