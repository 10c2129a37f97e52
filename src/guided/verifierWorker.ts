/** A worker thread that holds XGrammar and judges one text after another. */
import { parentPort } from 'node:worker_threads';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { createConstraintMatcher } from './constraintMatcher';
import type { Match } from './match';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';
import { createByteCompiler, cacheCompiled, type ByteCompiler } from './xgrammar';

const post = (message: VerifierMessage): void => parentPort?.postMessage(message);

createByteCompiler(xgrammar).then(
  (created) => {
    const compiler = cacheCompiled(created);
    parentPort?.on('message', (job: VerifyJob) => {
      run(compiler, job).then(
        (match) => post({ kind: 'verdict', match }),
        (error: unknown) => post({ kind: 'broken', reason: reasonOf(error) }),
      );
    });
    post({ kind: 'ready' });
  },
  (error: unknown) => post({ kind: 'broken', reason: String(error) }),
);

/** The engine of JavaScript has bounds of its own. */
function reasonOf(error: unknown): string {
  return error instanceof RangeError
    ? `the text or its shape is too large to be checked: ${error.message}`
    : String(error);
}

async function run(
  compiler: ByteCompiler,
  { constraint, text, ending }: VerifyJob,
): Promise<Match> {
  const judge = await createConstraintMatcher(compiler, constraint);
  post({ kind: 'compiled' });
  try {
    return judge.match(text, ending);
  } finally {
    judge.dispose();
  }
}
