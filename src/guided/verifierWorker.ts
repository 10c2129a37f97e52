/** A worker thread that holds XGrammar and judges one text after another. */
import { parentPort } from 'node:worker_threads';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { readConstraint } from './constraintGrammar';
import { matchText, type Match } from './match';
import { printGrammar } from './printGrammar';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';
import { createByteCompiler, type ByteCompiler, type ByteGrammar } from './xgrammar';

const post = (message: VerifierMessage): void => parentPort?.postMessage(message);

/** The grammar of the job before: texts are often judged by one and the same. */
let last: { readonly ebnf: string; readonly compiled: ByteGrammar } | undefined;

async function verify(compiler: ByteCompiler, { constraint, text }: VerifyJob): Promise<Match> {
  const { grammar, problems } = readConstraint(constraint);
  if (problems) return { match: 'unchecked', reason: problems[0]?.message ?? 'not readable' };
  const matcher = await (await compile(compiler, printGrammar(grammar))).createMatcher();
  try {
    return matchText(matcher, text);
  } finally {
    matcher.dispose();
  }
}

async function compile(compiler: ByteCompiler, ebnf: string): Promise<ByteGrammar> {
  if (last?.ebnf === ebnf) return last.compiled;
  last?.compiled.dispose();
  last = undefined;
  const compiled = await compiler.compile(ebnf);
  last = { ebnf, compiled };
  return compiled;
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
