import { expect, it } from 'vitest';
import { checkReplicas } from '../../../src/adapters/checkReplicas';
import type { CallOptions, ModelCard } from '../../../src/provider/llm';

const card = (id: string): ModelCard => ({
  id,
  root: undefined,
  parent: undefined,
  contextWindow: undefined,
});

/** Servers that take turns behind one address, each with the models that it lists. */
function behindOneAddress(...servers: readonly (readonly string[])[]) {
  let turn = 0;
  return {
    models: ({ connection }: CallOptions = {}) => {
      // A connection that is kept stays with its server.
      if (connection === 'fresh') turn++;
      return Promise.resolve((servers[turn % servers.length] ?? []).map(card));
    },
  };
}

it.each([
  ['one server has it', 'listed', [['m', 'a']], 'everywhere'],
  ['both have it', 'listed', [['m', 'a'], ['a']], 'everywhere'],
  ['the other does not', 'listed', [['m', 'a'], ['m']], 'somewhere'],
  ['one server forgot it', 'unlisted', [['m']], 'everywhere'],
  ['the other has it still', 'unlisted', [['m'], ['m', 'a']], 'somewhere'],
] as const)('%s', async (_, state, servers, spread) => {
  expect(await checkReplicas(behindOneAddress(...servers), 'a', state, {})).toBe(spread);
});
