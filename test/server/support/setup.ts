/** Asks the server once what it is, before the first test: by that, tests are run or skipped. */
import type { TestProject } from 'vitest/node';
import { targetIn } from '../../../scripts/vllm/serverRing.mjs';
import { discover, type ServerFacts } from './facts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly facts: ServerFacts;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const target = targetIn(process.env);
  if (target === undefined) throw new Error('set TRELLIS_BASE_URL to the address of a server');
  project.provide('facts', await discover(target));
}
