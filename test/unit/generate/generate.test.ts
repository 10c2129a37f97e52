import { expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import { generate, type Generation } from '../../../src/generate/generate';
import { generateMessages } from '../../../src/generate/prompt';
import { ProviderError } from '../../../src/provider/errors';
import type { StreamEvent } from '../../../src/provider/llm';
import { unusedLLM } from '../../support/unusedLLM';

const { signal } = new AbortController();

/** What comes of a stream of these events, or of a failure among them. */
function generateFrom(...events: readonly (StreamEvent | Error)[]): Promise<Generation> {
  async function* stream(): AsyncIterable<StreamEvent> {
    for (const event of events) {
      if (event instanceof Error) throw event;
      yield await Promise.resolve(event);
    }
  }
  return generate(
    {
      target: {
        llm: unusedLLM({ stream }),
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
      verify: (_, text) =>
        Promise.resolve(text === 'abc' ? { match: 'complete' } : { match: 'legal-prefix' }),
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
    ending: { kind: 'finished', reason: 'stop' },
    match: { match: 'complete' },
    problems: [],
  });
});

it.each([
  ['somebody stops it', new AbortError(), { kind: 'stopped' }],
  ['the connection breaks', broken, { kind: 'failed', error: broken }],
])('text that came before %s is judged as far as it came', async (_, error, ending) => {
  const generation = await generateFrom(a, error);
  expect(generation).toMatchObject({ text: 'a', ending, match: { match: 'legal-prefix' } });
});

it('a failure that nobody foresaw is told as one, too', async () => {
  const { ending } = await generateFrom(new TypeError('surprise'));
  expect(ending).toMatchObject({ kind: 'failed', error: { code: 'failed', message: 'surprise' } });
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
