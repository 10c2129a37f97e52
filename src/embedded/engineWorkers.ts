import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { WorkerPool } from './constrained/workerPool';
import { startWorkerThread } from './constrained/workerThread';
import { indexInTurn, indexInWorker, type IndexCorpus } from './corpus/indexer';

/** The threads that an engine learns and writes in. Engines of one process may share them. */
export interface EngineWorkers extends Disposable {
  readonly index: IndexCorpus;
  /** They write texts under constraints. */
  readonly pool: WorkerPool;
  /** By its id a worker knows a corpus that it has open. */
  readonly nextCorpusId: () => number;
}

/** Texts written under a constraint at once; each worker costs some 30 MB. */
const constrainedWorkers = 2;

/**
 * None is started before it is needed.
 *
 * @param scripts the folder of `embeddedIndexer.js` and `embeddedWorker.js`
 */
export function createEngineWorkers(scripts: string): EngineWorkers {
  const start = (): ReturnType<typeof startWorkerThread> =>
    startWorkerThread(join(scripts, 'embeddedWorker.js'));
  const pool = new WorkerPool(start, constrainedWorkers);
  let corpora = 0;
  return {
    index: indexInTurn(indexInWorker(join(scripts, 'embeddedIndexer.js'))),
    pool,
    nextCorpusId: () => corpora++,
    dispose: () => {
      pool.dispose();
    },
  };
}
