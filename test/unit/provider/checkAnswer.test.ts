import { expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import type { Match } from '../../../src/guided/match';
import type { VerifyOptions } from '../../../src/guided/verifier';
import {
  allFacts,
  type Capabilities,
  type CapabilitiesRequest,
} from '../../../src/provider/capabilities';
import {
  checkAnswer,
  type CheckableAnswer,
  type CheckedAnswer,
} from '../../../src/provider/checkAnswer';
import { ProviderError } from '../../../src/provider/errors';
import type { CallOptions, LLM } from '../../../src/provider/llm';

const mismatch: Match = { match: 'mismatch', byte: 0, line: 1, column: 1 };
const complete: Match = { match: 'complete' };

const answer: CheckableAnswer = {
  constraint: { kind: 'regex', pattern: 'abc' },
  route: 'chat',
  method: 'one',
  thinking: 'off',
  text: 'x',
  reasoning: '',
  finishReason: 'stop',
};

const unasked = (): never => expect.fail('the server was asked');

interface Check {
  readonly verify: (text: string, options?: VerifyOptions) => Match;
  readonly capabilities?: LLM['capabilities'];
  readonly call?: CallOptions;
}

function check(
  of: Partial<CheckableAnswer>,
  { verify, capabilities = unasked, call = {} }: Check,
): Promise<CheckedAnswer> {
  const verifier = {
    verify: (_: unknown, text: string, options?: VerifyOptions) =>
      Promise.resolve(verify(text, options)),
  };
  return checkAnswer({ llm: { capabilities }, model: 'm', verifier }, { ...answer, ...of }, call);
}

const known: Capabilities = {
  model: 'm',
  release: undefined,
  contextWindow: undefined,
  facts: allFacts({ 'chat-constraints': { state: 'no', saw: 'y', at: undefined, remedy: '-f' } }),
};

it.each<[string, Match, Omit<CapabilitiesRequest, 'model'>]>([
  ['that does not match', mismatch, { facts: ['chat-constraints'], known: 'asked-again' }],
  ['that matches', complete, { facts: [] }],
  ['that is cut', { match: 'legal-prefix' }, { facts: [] }],
])('for text %s the server is asked %#', async (_, match, question) => {
  const asked: CapabilitiesRequest[] = [];
  const checked = await check(
    {},
    {
      verify: () => match,
      capabilities: (request) => {
        asked.push(request);
        return Promise.resolve(known);
      },
    },
  );
  expect(asked).toEqual([]);
  const verdict = await checked.verdict();
  expect(asked).toEqual([{ model: 'm', ...question }]);
  expect(verdict).toMatchObject({ match, enforcement: { state: 'refuted', saw: 'y' } });
});

it('a server that is asked in vain leaves the match as it is', async () => {
  const broken = new ProviderError('unreachable', 'ECONNREFUSED');
  const checked = await check(
    {},
    { verify: () => mismatch, capabilities: () => Promise.reject(broken) },
  );
  expect(await checked.verdict()).toEqual({ match: mismatch });
});

it('a question that somebody stops is stopped', async () => {
  const capabilities = (): Promise<Capabilities> => Promise.reject(new AbortError());
  const checked = await check({}, { verify: () => mismatch, capabilities });
  await expect(checked.verdict()).rejects.toThrow(AbortError);
});

it.each([
  ['stop', 'ended'],
  ['length', 'open'],
  [undefined, 'open'],
] as const)('a text that ended by %s is matched as %s', async (finishReason, ending) => {
  const { signal } = new AbortController();
  const how: (VerifyOptions | undefined)[] = [];
  const verify = (_: string, options?: VerifyOptions): Match => {
    how.push(options);
    return complete;
  };
  await check({ finishReason }, { verify, call: { signal } });
  await check({ finishReason }, { verify, call: { signal: AbortSignal.abort() } });
  expect(how).toEqual([
    { ending, signal },
    { ending, signal: undefined },
  ]);
});

it.each([
  ['without the blank lines that a reasoning parser left', '\n\nabc\n', 'abc', 'abc', complete],
  ['as it stands, where only so it matches', '\nabc', '\nabc', '\nabc', complete],
  ['without them where it does not match at all', '\n\nabd\n', 'abc', 'abd', mismatch],
])('after a thought a text is matched %s', async (_, text, shape, matched, match) => {
  const verify = (each: string): Match => (each === shape ? complete : mismatch);
  expect(await check({ text, reasoning: 'hm' }, { verify })).toMatchObject({
    text: matched,
    match,
  });
});

it('without a thought a text is matched as it stands', async () => {
  const verify = (text: string): Match => (text === 'abc' ? complete : mismatch);
  expect(await check({ text: '\nabc' }, { verify })).toMatchObject({
    text: '\nabc',
    match: mismatch,
  });
});
