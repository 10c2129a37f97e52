/** Asks the server once what it is, before the first test: by that, tests are run or skipped. */
import type { TestProject } from 'vitest/node';
import { discover, type ServerFacts } from './facts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly facts: ServerFacts;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const { env } = process;
  const baseUrl = env['TRELLIS_BASE_URL'];
  if (!baseUrl) throw new Error('set TRELLIS_BASE_URL to the address of a server');
  const facts = await discover({
    baseUrl,
    apiKey: env['TRELLIS_API_KEY'] || undefined,
    replica: env['TRELLIS_REPLICA_URL'] || undefined,
    adapters: (env['TRELLIS_ADAPTERS'] ?? '').split(',').filter((path) => path !== ''),
  });
  project.provide('facts', facts);
}
