import { expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import { generate, type Generation } from '../../../src/generate/generate';
import { messagesFor } from '../../../src/generate/prompt';
import type { Match } from '../../../src/guided/match';
import {
  allFacts,
  type Capabilities,
  type CapabilitiesRequest,
} from '../../../src/provider/capabilities';
import { ProviderError } from '../../../src/provider/errors';
import type { LLM, StreamEvent } from '../../../src/provider/llm';
import { unusedLLM } from '../../support/unusedLLM';

const { signal } = new AbortController();

const verdicts: Readonly<Record<string, Match>> = {
  abc: { match: 'complete' },
  x: { match: 'mismatch', byte: 0, line: 1, column: 1 },
};

const nothingKnown: Capabilities = {
  model: 'model',
  release: undefined,
  contextWindow: undefined,
  facts: allFacts({}),
};

/** What comes of a stream of these events, or of a failure among them. */
function generateFrom(...events: readonly (StreamEvent | Error)[]): Promise<Generation> {
  return generateOn({ capabilities: () => Promise.resolve(nothingKnown) }, ...events);
}

function generateOn(
  server: Pick<LLM, 'capabilities'>,
  ...events: readonly (StreamEvent | Error)[]
): Promise<Generation> {
  async function* stream(): AsyncIterable<StreamEvent> {
    for (const event of events) {
      if (event instanceof Error) throw event;
      yield await Promise.resolve(event);
    }
  }
  return generate(
    {
      target: {
        llm: unusedLLM({ ...server, stream }),
        model: { id: 'model', root: undefined, parent: undefined, contextWindow: undefined },
        contextWindow: undefined,
        maxTokens: 2048,
        temperature: undefined,
        extraBody: {},
      },
      messages: [],
      label: 'Generate',
      constraint: { kind: 'regex', pattern: 'abc' },
      onText: () => {},
      verify: (_, text) => Promise.resolve(verdicts[text] ?? { match: 'legal-prefix' }),
    },
    signal,
  );
}

const a: StreamEvent = { type: 'text-delta', text: 'a' };
const bc: StreamEvent = { type: 'text-delta', text: 'bc' };
const broken = new ProviderError('unreachable', 'ECONNRESET');

it('text that came to its end is judged as a whole', async () => {
  const generation = await generateFrom(a, bc, {
    type: 'finish',
    reason: 'stop',
    stopReason: undefined,
  });
  expect(generation).toEqual({
    text: 'abc',
    ending: { type: 'finished', reason: 'stop' },
    match: { match: 'complete' },
    finding: { enforcement: { state: 'unknown' }, diagnosis: undefined },
    problems: [],
  });
});

it('a server that is asked in vain what it keeps leaves the verdict as it is', async () => {
  const capabilities = () => Promise.reject(new ProviderError('unreachable', 'ECONNREFUSED'));
  const generation = await generateOn({ capabilities }, a);
  expect(generation).toMatchObject({ match: { match: 'legal-prefix' }, finding: undefined });
});

it('only an answer that does not match is worth a probe', async () => {
  const asked: CapabilitiesRequest[] = [];
  const capabilities: LLM['capabilities'] = (request) => {
    asked.push(request);
    return Promise.resolve(nothingKnown);
  };
  await generateOn({ capabilities }, a);
  const { finding } = await generateOn({ capabilities }, { type: 'text-delta', text: 'x' });
  expect(asked).toEqual([
    { model: 'model', facts: [] },
    { model: 'model', facts: ['chat-constraints'] },
  ]);
  expect(finding?.diagnosis).toEqual({ cause: 'unknown' });
});

it.each([
  ['somebody stops it', new AbortError(), { type: 'stopped' }],
  ['the connection breaks', broken, { type: 'failed', error: broken }],
])('text that came before %s is judged as far as it came', async (_, error, ending) => {
  const generation = await generateFrom(a, error);
  expect(generation).toMatchObject({ text: 'a', ending, match: { match: 'legal-prefix' } });
});

it('a failure that nobody foresaw is told as one, too', async () => {
  const { ending } = await generateFrom(new TypeError('surprise'));
  expect(ending).toMatchObject({ type: 'failed', error: { code: 'failed', message: 'surprise' } });
});

it('the model is told what its text takes the place of', () => {
  const around = { languageId: 'plaintext', before: 'on ', after: '.' };
  const instruction = 'a date';
  const [, insertion] = messagesFor({ ...around, instruction, selected: '' });
  const [, replacement] = messagesFor({ ...around, instruction, selected: 'some day' });
  expect(insertion?.content).not.toContain('takes the place');
  expect(replacement?.content).toContain('takes the place of:\n\nsome day\n');
  expect(replacement?.content).toContain('on <cursor>.');
});
