import { parentPort } from 'node:worker_threads';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { captureErrors } from './constrained/captureErrors';
import { ConstrainedWriter } from './constrained/constrainedWriter';
import { protocolVersion, type WorkerMessage, type WriteJob } from './constrained/protocol';

/** A worker thread that compiles constraints and writes texts under them, one after another. */
const post = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};

const writer = new ConstrainedWriter({ xgrammar, post, errors: captureErrors(process.stderr) });

writer.prepare().then(
  () => {
    parentPort?.on('message', (job: WriteJob) => void writer.write(job));
    post({ kind: 'ready', version: protocolVersion });
  },
  (error: unknown) => {
    post({ kind: 'failed', message: String(error), broken: true });
  },
);
