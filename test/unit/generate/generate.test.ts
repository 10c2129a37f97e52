import { expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import { generate, type GenerationEvent } from '../../../src/generate/generate';
import { generateMessages } from '../../../src/generate/prompt';
import { allFacts, type Capabilities } from '../../../src/provider/capabilities';
import { InvalidConstraint } from '../../../src/provider/checked';
import { ProviderError } from '../../../src/provider/errors';
import type { LLM, StreamEvent } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { unusedLLM } from '../../support/unusedLLM';

const known: Capabilities = {
  model: 'model',
  release: undefined,
  contextWindow: undefined,
  facts: allFacts({}),
};

interface Scene {
  readonly events: readonly (StreamEvent | Error)[];
  readonly pattern?: string;
  readonly capabilities?: LLM['capabilities'];
}

/** What comes of a stream of these events, or of a failure among them. */
function generateFrom({
  events,
  pattern = 'abc',
  capabilities = () => Promise.resolve(known),
}: Scene): Promise<readonly GenerationEvent[]> {
  async function* stream(): AsyncIterable<StreamEvent> {
    for (const event of events) {
      if (event instanceof Error) throw event;
      yield await Promise.resolve(event);
    }
  }
  return collectEvents(
    generate(
      {
        target: {
          llm: unusedLLM({ stream, capabilities }),
          model: { id: 'model', root: undefined, parent: undefined, contextWindow: undefined },
          contextWindow: undefined,
          maxTokens: 2048,
          temperature: undefined,
          extraBody: {},
        },
        messages: [],
        label: 'Generate',
        constraint: { kind: 'regex', pattern },
        verifier: {
          verify: (_, text) =>
            Promise.resolve(text === 'abc' ? { match: 'complete' } : { match: 'legal-prefix' }),
        },
      },
      new AbortController().signal,
    ),
  );
}

const unasked = (): never => expect.fail('the server was asked');

const a: StreamEvent = { type: 'text-delta', text: 'a' };
const bc: StreamEvent = { type: 'text-delta', text: 'bc' };
const broken = new ProviderError('unreachable', 'ECONNRESET');

it('text that came to its end is judged as a whole, and the server only then', async () => {
  const finish = { type: 'finish', reason: 'stop', stopReason: undefined } as const;
  expect(await generateFrom({ events: [a, bc, finish] })).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'bc' },
    {
      type: 'ended',
      generation: {
        text: 'abc',
        ending: { kind: 'finished', reason: 'stop' },
        matched: { text: 'abc', match: { match: 'complete' } },
        problems: [],
      },
    },
    {
      type: 'verdict',
      verdict: {
        match: { match: 'complete' },
        enforcement: { state: 'unknown' },
        diagnosis: undefined,
      },
    },
  ]);
});

it.each([
  ['somebody stops it', new AbortError(), { kind: 'stopped' }],
  ['the connection breaks', broken, { kind: 'failed', error: broken }],
])(
  'text that came before %s is judged as far as it came, and nothing is asked',
  async (_, error, ending) => {
    const events = await generateFrom({ events: [a, error], capabilities: unasked });
    const matched = { text: 'a', match: { match: 'legal-prefix' } };
    expect(events.slice(1)).toEqual([
      { type: 'ended', generation: { text: 'a', ending, matched, problems: [] } },
    ]);
  },
);

it('a question to the server that is stopped takes nothing back', async () => {
  const capabilities = (): Promise<Capabilities> => Promise.reject(new AbortError());
  const events = await generateFrom({ events: [a], capabilities });
  expect(events.map(({ type }) => type)).toEqual(['text', 'ended']);
});

it('a failure that nobody foresaw is told as one, too', async () => {
  const events = await generateFrom({ events: [new TypeError('surprise')] });
  const ending = { kind: 'failed', error: { code: 'failed', message: 'surprise' } };
  expect(events).toMatchObject([{ type: 'ended', generation: { ending } }]);
});

it('an expression that is none is not sent', async () => {
  const events = [new Error('it was sent')];
  await expect(generateFrom({ events, pattern: 'a(' })).rejects.toThrow(InvalidConstraint);
});

it('the model is told what its text takes the place of', () => {
  const around = { languageId: 'plaintext', before: 'on ', after: '.' };
  const instruction = 'a date';
  const [, insertion] = generateMessages({ ...around, instruction, selected: '' });
  const [, replacement] = generateMessages({ ...around, instruction, selected: 'some day' });
  expect(insertion?.content).not.toContain('takes the place');
  expect(replacement?.content).toContain('takes the place of:\n\nsome day\n');
  expect(replacement?.content).toContain('on <cursor>.');
});
