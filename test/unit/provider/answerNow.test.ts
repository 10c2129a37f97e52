import { describe, expect, it } from 'vitest';
import { AnswerNow, answerMethods } from '../../../src/provider/routes/answerNow';
import { ProviderError } from '../../../src/provider/errors';
import type {
  AnswerNowEvent,
  AnswerNowRequest,
  CompleteRequest,
  GenerateRequest,
  LLM,
  StreamEvent,
} from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';

const text = (value: string): StreamEvent => ({ type: 'text-delta', text: value });
const thought: StreamEvent = { type: 'reasoning-delta', text: 'hm' };
const request = {
  model: 'm',
  messages: [{ role: 'user', content: 'why?' }],
  thought: 'because',
  maxTokens: 8,
} as const;

/** What a route does: events, or a failure. */
type Answer = readonly StreamEvent[] | ProviderError;

interface Behaviour {
  /** One answer after another, the last for good. */
  readonly complete?: readonly Answer[];
  readonly prefill?: Answer;
  readonly again?: Answer;
  /** How the rendered conversation ends. */
  readonly end?: string;
  readonly tokenizer?: 'none';
}

/** A server of which each route answers as the test says; tokens are the code points of a text. */
function serverThat({ complete = [], prefill, again, end = '', tokenizer }: Behaviour) {
  const asked: (CompleteRequest | GenerateRequest)[] = [];
  let completions = 0;
  async function* answer(events: Answer = []): AsyncIterable<StreamEvent> {
    await Promise.resolve();
    if (events instanceof ProviderError) throw events;
    yield* events;
  }
  const llm: Pick<LLM, 'stream' | 'complete' | 'tokenize' | 'detokenize'> = {
    tokenize: (asked) =>
      tokenizer === 'none'
        ? Promise.reject(new ProviderError('not-found', 'no such route'))
        : Promise.resolve({
            tokens: Array.from('text' in asked ? asked.text : `why?${end}`, (c) => c.charCodeAt(0)),
            contextWindow: undefined,
          }),
    detokenize: ({ tokens }) => Promise.resolve(String.fromCharCode(...tokens)),
    complete: (request) => {
      asked.push(request);
      return answer(complete[Math.min(completions++, complete.length - 1)]);
    },
    stream: (request) => {
      asked.push(request);
      return answer(request.messages.at(-1)?.role === 'assistant' ? prefill : again);
    },
  };
  return { asked, answers: new AnswerNow(llm, answerMethods) };
}

function methodsIn(events: readonly AnswerNowEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'method' ? [event.method] : []));
}

describe('answering now', () => {
  it.each([
    ['', 'why?<think>\nbecause\n</think>\n\n'],
    ['<think>\n', 'why?<think>\nbecause\n</think>\n\n'],
  ])('continues the rendered conversation behind the ended thought (%j)', async (end, prompt) => {
    const { asked, answers } = serverThat({ complete: [[text('so')]], end });
    const events = await collectEvents(answers.stream(request, {}));
    expect(events).toEqual([{ type: 'method', method: 'tokens' }, text('so')]);
    const [sent] = asked;
    expect(sent && 'prompt' in sent && String.fromCharCode(...(sent.prompt as number[]))).toBe(
      prompt,
    );
    expect(sent).toMatchObject({ thought: 'ended', maxTokens: 8 });
  });

  it('tries the next method where the answer is thought again, and remembers', async () => {
    const { asked, answers } = serverThat({
      complete: [[text('<th'), text('ink>no')]],
      prefill: [thought, text('no')],
      again: [text('so')],
    });
    expect(methodsIn(await collectEvents(answers.stream(request, {})))).toEqual(['asked-again']);
    expect(asked.length).toBe(3);
    await collectEvents(answers.stream(request, {}));
    expect(asked.length).toBe(4);
    expect(asked.at(-1)).toMatchObject({ thinking: 'off' });
  });

  it('tries the next method where the server has no tokenizer', async () => {
    const { answers } = serverThat({ tokenizer: 'none', prefill: [text(' '), text('so')] });
    expect(await collectEvents(answers.stream(request, {}))).toEqual([
      { type: 'method', method: 'prefill' },
      text(' '),
      text('so'),
    ]);
  });

  it('gives what the last method gives, thought or not', async () => {
    const { answers } = serverThat({ complete: [[]], prefill: [thought], again: [thought] });
    expect(await collectEvents(answers.stream(request, {}))).toEqual([
      { type: 'method', method: 'asked-again' },
      thought,
    ]);
  });

  it('passes on all that a raw prompt can keep', async () => {
    const { asked, answers } = serverThat({ complete: [[text('so')]] });
    const kept = {
      temperature: 0.1,
      topP: 0.9,
      seed: 3,
      stop: ['x'],
      stopTokenIds: [7],
      guided: { kind: 'choice', choices: ['so'] },
      logprobs: 'yes',
      truncatePromptTokens: 90,
      priority: -1,
      cacheSalt: 'salt',
      requestId: 'mine',
      extraBody: { top_k: 4 },
    } as const;
    await collectEvents(
      answers.stream({ ...request, ...kept, thinking: 'on', thinkingBudget: 5 }, {}),
    );
    const prompt = Array.from('why?<think>\nbecause\n</think>\n\n', (c) => c.charCodeAt(0));
    expect(asked).toEqual([{ ...kept, model: 'm', maxTokens: 8, prompt, thought: 'ended' }]);
  });

  it('gives each attempt an id of its own', async () => {
    const { asked, answers } = serverThat({ complete: [[thought]], prefill: [thought], again: [] });
    await collectEvents(answers.stream({ ...request, requestId: 'mine' }, {}));
    expect(asked.map(({ requestId }) => requestId)).toEqual(['mine', 'mine-2', 'mine-3']);
  });

  const image = { kind: 'image', bytes: new Uint8Array() } as const;
  const tools = [{ name: 'say', parameters: {} }];
  it.each<[string, Partial<AnswerNowRequest>, string]>([
    ['an image', { messages: [{ role: 'user', content: [image] }] }, 'prefill'],
    ['tools', { tools }, 'prefill'],
    ['tools that must not be called', { tools, toolChoice: 'none' }, 'tokens'],
  ])('holds a conversation where a raw prompt cannot hold %s', async (_what, wish, method) => {
    const { answers } = serverThat({ complete: [[text('so')]], prefill: [text('so')] });
    const told = methodsIn(await collectEvents(answers.stream({ ...request, ...wish }, {})));
    expect(told).toEqual([method]);
    // What one conversation needs teaches nothing for the next.
    expect(methodsIn(await collectEvents(answers.stream(request, {})))).toEqual(['tokens']);
  });

  it('does not take one empty answer for a method that does not work', async () => {
    const { answers } = serverThat({ complete: [[], [text('so')]], prefill: [text('well')] });
    const told: readonly string[][] = [
      [...methodsIn(await collectEvents(answers.stream(request, {})))],
      [...methodsIn(await collectEvents(answers.stream(request, {})))],
    ];
    expect(told).toEqual([['prefill'], ['tokens']]);
  });

  it('learns nothing from a request that no method can keep', async () => {
    const refused = new ProviderError('rejected', 'temperature must be in [0, 2]');
    const { answers } = serverThat({
      complete: [refused, [text('so')]],
      prefill: refused,
      again: refused,
    });
    await expect(collectEvents(answers.stream(request, {}))).rejects.toBe(refused);
    expect(methodsIn(await collectEvents(answers.stream(request, {})))).toEqual(['tokens']);
  });

  it.each([
    ['Invalid grammar specification: Rule zz not found', 'rejected', {}],
    ['Failed to transform json schema into a grammar: …', 'rejected', {}],
    ['You can only use one kind of constraints for structured outputs', 'rejected', {}],
    ['grammars are read by XGrammar from vLLM 0.6.5 on', 'unsupported', {}],
    ['The model `m` does not exist.', 'not-found', { missing: 'model' }],
    ['the conversation has 9 tokens', 'rejected', { reason: 'prompt-too-long' }],
  ] as const)('asks nobody else after “%s”', async (message, code, detail) => {
    const refused = new ProviderError(code, message, detail);
    const { asked, answers } = serverThat({ complete: [refused], prefill: [text('x')] });
    const guided = { kind: 'choice', choices: ['so'] } as const;
    await expect(collectEvents(answers.stream({ ...request, guided }, {}))).rejects.toBe(refused);
    expect(asked).toHaveLength(1);
  });
});
