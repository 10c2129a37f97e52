/** A worker thread that holds XGrammar and judges one text after another. */
import { parentPort } from 'node:worker_threads';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { judge } from './judge';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';
import { createByteCompiler, rememberLast } from './xgrammar';

const post = (message: VerifierMessage): void => parentPort?.postMessage(message);

createByteCompiler(xgrammar).then(
  (created) => {
    const compiler = rememberLast(created);
    parentPort?.on('message', (job: VerifyJob) => {
      judge(compiler, job.constraint, job.text).then(
        (match) => post({ kind: 'verdict', match }),
        (error: unknown) => post({ kind: 'broken', reason: String(error) }),
      );
    });
    post({ kind: 'ready' });
  },
  (error: unknown) => post({ kind: 'broken', reason: String(error) }),
);
