import { describe, expect, it } from 'vitest';
import { AnswerNow, answerMethods } from '../../../src/provider/answerNow';
import { ProviderError } from '../../../src/provider/errors';
import type {
  AnswerNowEvent,
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

interface Behaviour {
  readonly complete?: readonly StreamEvent[];
  readonly prefill?: readonly StreamEvent[];
  readonly again?: readonly StreamEvent[];
  /** How the rendered conversation ends. */
  readonly end?: string;
  readonly tokenizer?: 'none';
}

/** A server of which each route answers as the test says; tokens are the code points of a text. */
function serverThat({ complete, prefill, again, end = '', tokenizer }: Behaviour) {
  const asked: (CompleteRequest | GenerateRequest)[] = [];
  async function* answer(events: readonly StreamEvent[] = []): AsyncIterable<StreamEvent> {
    await Promise.resolve();
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
      return answer(complete);
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
    const { asked, answers } = serverThat({ complete: [text('so')], end });
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
      complete: [text('<th'), text('ink>no')],
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
    const { answers } = serverThat({ complete: [], prefill: [thought], again: [thought] });
    expect(await collectEvents(answers.stream(request, {}))).toEqual([
      { type: 'method', method: 'asked-again' },
      thought,
    ]);
  });
});
