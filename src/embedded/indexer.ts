import { parentPort, workerData } from 'node:worker_threads';
import type { IndexerInput, IndexerOutput } from './corpus/indexerProtocol';
import { readCorpus } from './corpus/readCorpus';
import { buildSnapshot } from './model/buildSnapshot';

/** A worker thread that reads the corpus once, posts what was learnt, and ends. */
async function run(input: IndexerInput): Promise<void> {
  const { files, ...read } = await readCorpus(input);
  const output: IndexerOutput = { snapshot: buildSnapshot(files), ...read };
  parentPort?.postMessage(output);
}

void run(workerData as IndexerInput);
