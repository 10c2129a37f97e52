import { expect, it } from 'vitest';
import { findingOf } from '../../../src/generate/finding';
import type { Generation } from '../../../src/generate/generate';
import type { Match } from '../../../src/guided/match';
import {
  allFacts,
  type Capabilities,
  type CapabilitiesRequest,
} from '../../../src/provider/capabilities';
import { ProviderError } from '../../../src/provider/errors';
import type { LLM } from '../../../src/provider/llm';
import { unusedLLM } from '../../support/unusedLLM';

const { signal } = new AbortController();

const mismatch: Match = { match: 'mismatch', byte: 0, line: 1, column: 1 };
const finished: Generation['ending'] = { kind: 'finished', reason: 'stop' };

function findOn(
  capabilities: LLM['capabilities'],
  generation: Pick<Generation, 'match' | 'ending'>,
): ReturnType<typeof findingOf> {
  const model = { id: 'm', root: undefined, parent: undefined, contextWindow: undefined };
  const target = {
    llm: unusedLLM({ capabilities }),
    model,
    contextWindow: undefined,
    maxTokens: 8,
    temperature: undefined,
    extraBody: {},
  };
  const constraint = { kind: 'regex', pattern: 'abc' } as const;
  return findingOf({ text: 'x', problems: [], ...generation }, { target, constraint }, signal);
}

const known: Capabilities = {
  model: 'm',
  release: undefined,
  contextWindow: undefined,
  facts: allFacts({ 'chat-constraints': { state: 'no', saw: 'y', at: undefined, remedy: '-f' } }),
};

it.each<[string, Match, Omit<CapabilitiesRequest, 'model'>]>([
  ['that does not match', mismatch, { facts: ['chat-constraints'], known: 'asked-again' }],
  ['that matches', { match: 'complete' }, { facts: [] }],
  ['that is cut', { match: 'legal-prefix' }, { facts: [] }],
])('for text %s the server is asked %#', async (_, match, question) => {
  const asked: CapabilitiesRequest[] = [];
  const finding = await findOn(
    (request) => {
      asked.push(request);
      return Promise.resolve(known);
    },
    { match, ending: finished },
  );
  expect(asked).toEqual([{ model: 'm', ...question }]);
  expect(finding?.enforcement).toEqual({ state: 'refuted', saw: 'y', at: undefined });
});

it('a server that is asked in vain leaves the verdict as it is', async () => {
  const broken = new ProviderError('unreachable', 'ECONNREFUSED');
  const finding = await findOn(() => Promise.reject(broken), { match: mismatch, ending: finished });
  expect(finding).toBeUndefined();
});

it('of text that was stopped nothing is asked', async () => {
  const asked = (): never => expect.fail('the server was asked');
  await expect(
    findOn(asked, { match: mismatch, ending: { kind: 'stopped' } }),
  ).resolves.toBeUndefined();
});
