/** A worker thread that holds XGrammar and judges one text after another. */
import { parentPort } from 'node:worker_threads';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { readConstraint } from './constraintGrammar';
import { matchText, type Match } from './match';
import { printGrammar } from './printGrammar';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';
import { createByteCompiler, type ByteCompiler } from './xgrammar';

const post = (message: VerifierMessage): void => parentPort?.postMessage(message);

async function verify(compiler: ByteCompiler, { constraint, text }: VerifyJob): Promise<Match> {
  const { grammar, problems } = readConstraint(constraint);
  if (problems) return { match: 'unchecked', reason: problems[0]?.message ?? 'not readable' };
  const compiled = await compiler.compile(printGrammar(grammar));
  const matcher = await compiled.createMatcher();
  try {
    return matchText(matcher, text);
  } finally {
    matcher.dispose();
    compiled.dispose();
  }
}

createByteCompiler(xgrammar).then(
  (compiler) => {
    parentPort?.on('message', (job: VerifyJob) => {
      verify(compiler, job).then(
        (match) => post({ kind: 'verdict', match }),
        (error: unknown) => post({ kind: 'broken', reason: String(error) }),
      );
    });
    post({ kind: 'ready' });
  },
  (error: unknown) => post({ kind: 'broken', reason: String(error) }),
);
