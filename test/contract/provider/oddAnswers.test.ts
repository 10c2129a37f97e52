/** Answers in another shape than vLLM's are read where a person could read them, whichever way they were asked for. */
import { afterEach, describe, expect, it } from 'vitest';
import { askedInAllWays, writing, type Told } from '../../support/fourWays';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

type Message = Readonly<Record<string, unknown>> | string | null;

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

/** Asked for a stream: each message is a piece of it; asked for the whole: the first one is. */
async function saying(...messages: readonly Message[]): Promise<void> {
  server = await startScriptedServer(
    writing(({ path, body }, response) => {
      const { stream } = body as { readonly stream?: boolean };
      const isChat = path.includes('chat');
      const choiceOf = (message: Message, end: object): object => {
        const words = typeof message === 'object' ? message : { content: message };
        const text = { text: words?.['content'] ?? null, delta: words };
        const said = stream === true ? { delta: message } : { message };
        return { choices: [{ index: 0, ...(isChat ? said : text), ...end }] };
      };
      if (stream !== true) {
        response.setHeader('content-type', 'application/json');
        const [first = null] = messages;
        response.end(JSON.stringify({ ...choiceOf(first, { finish_reason: 'stop' }), usage }));
        return;
      }
      response.setHeader('content-type', 'text/event-stream');
      const chunks = [
        ...messages.map((message) => choiceOf(message, { finish_reason: '' })),
        choiceOf(null, { finish_reason: 'stop' }),
        { choices: null, usage },
      ];
      response.write(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));
      response.end('data: [DONE]\n\n');
    }),
  );
}

async function told(): Promise<readonly (readonly [string, Told])[]> {
  return (await askedInAllWays(server)).map(([way, answer]) => {
    if (answer instanceof Error) throw answer;
    return [way, answer];
  });
}

const codes = ({ problems }: Told): readonly string[] => problems.map(({ code }) => code);

const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };

describe('words', () => {
  it.each<[string, Message, string, string]>([
    ['a list of parts', { content: [{ type: 'text', text: 'hello' }] }, 'hello', ''],
    ['thought and text', { content: [thinking, { type: 'text', text: 'hello' }] }, 'hello', 'hm'],
    [
      'a thought as a text',
      {
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'hello' },
        ],
      },
      'hello',
      'hm',
    ],
    [
      'parts of another name',
      {
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'output_text', text: 'hello' },
        ],
      },
      'hello',
      'hm',
    ],
    [
      'a summary of the thought',
      {
        content: [
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
          { type: 'text', text: 'hello' },
        ],
      },
      'hello',
      'hm',
    ],
    ['texts in a list', { content: ['hel', 'lo'] }, 'hello', ''],
    ['parts without a type', { content: [{ text: 'hel' }, { text: 'lo' }] }, 'hello', ''],
    ['one part', { content: { type: 'text', text: 'hello' } }, 'hello', ''],
    ['a text in a field', { content: { text: 'hello' } }, 'hello', ''],
    ['a text in fields', { content: [{ type: 'text', text: { value: 'hello' } }] }, 'hello', ''],
    ['a part that says no', { content: [{ type: 'refusal', refusal: 'no' }] }, 'no', ''],
    ['a thought that is a list', { content: 'hello', reasoning: [{ text: 'hm' }] }, 'hello', 'hm'],
    [
      'a thought in details',
      { content: 'hello', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] },
      'hello',
      'hm',
    ],
    ['a thought of null', { content: 'hello', reasoning: null }, 'hello', ''],
    [
      'a signature beside a thought',
      { content: [{ ...thinking, signature: 'abc' }, 'hello'] },
      'hello',
      'hm',
    ],
  ])('are found in %s', async (_what, message, text, reasoning) => {
    await saying(message);
    for (const [way, answer] of await told()) {
      expect([way, answer.text, answer.reasoning]).toEqual([way, text, reasoning]);
      expect(codes(answer)).not.toContain('bad-chunk');
      expect(codes(answer)).not.toContain('no-finish');
    }
  });

  it.each<[string, Message]>([
    ['an image', { content: [{ type: 'image_url', image_url: { url: 'data:' } }, 'hello'] }],
    ['a number', { content: ['hello', 7] }],
    ['a part of an unknown kind', { content: ['hello', { type: 'sound', heard: 'bang' }] }],
  ])('are kept beside %s, which is told', async (_what, message) => {
    await saying(message);
    for (const [way, answer] of await told()) {
      expect([way, answer.text]).toEqual([way, 'hello']);
      expect(codes(answer)).toContain('bad-chunk');
    }
  });

  it('are counted where the count comes without choices', async () => {
    await saying({ content: 'hello' });
    for (const [way, answer] of await told()) {
      if (way.startsWith('candidates')) continue;
      expect([way, answer.usage]).toMatchObject([way, { promptTokens: 3, completionTokens: 2 }]);
      expect(answer.problems).toEqual([]);
    }
  });

  it('of a thought are not hidden by its other name', async () => {
    await saying({ content: 'hello', reasoning: '', reasoning_content: 'hm' });
    for (const [way, answer] of await told()) {
      expect([way, answer.text, answer.reasoning]).toEqual([way, 'hello', 'hm']);
    }
  });

  it('are kept beside a call whose arguments are no text', async () => {
    const call = { id: 'c', function: { name: 'say', arguments: { word: 'hi' } } };
    await saying({ content: 'hello', tool_calls: [call] });
    for (const [way, answer] of await told()) {
      expect([way, answer.text]).toEqual([way, 'hello']);
      if (way.startsWith('candidates')) continue;
      expect(answer.toolCalls).toEqual([{ id: 'c', name: 'say', argumentsText: '{"word":"hi"}' }]);
    }
  });

  it('are kept in each piece of a stream, whatever its shape', async () => {
    await saying(
      { role: 'assistant', content: null },
      { content: [thinking] },
      { content: 'a' },
      { content: '' },
      { content: [{ type: 'text', text: 'b' }] },
      'c',
      { content: { text: 'd' } },
    );
    for (const [way, answer] of await told()) {
      if (!/^(?:stream|complete)/.test(way)) continue;
      expect([way, answer.text, answer.reasoning]).toEqual([way, 'abcd', 'hm']);
      expect(answer.problems).toEqual([]);
    }
  });

  it('behind a thought in tags keep the indentation of their first line', async () => {
    await saying({ content: '<think>hm</think>\n\n    return 1;\n' });
    for (const [way, answer] of await told()) {
      if (way.startsWith('complete')) continue;
      expect([way, answer.text, answer.reasoning]).toEqual([way, '    return 1;\n', 'hm']);
    }
  });
});

/** However it is asked, one choice and the end behind it. */
async function choosing(choice: unknown, beside: object = {}): Promise<void> {
  const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  server = await startScriptedServer(
    writing(({ body }, response) => {
      const answer = JSON.stringify({ choices: [choice], ...beside });
      const { stream } = body as { readonly stream?: boolean };
      response.setHeader(
        'content-type',
        stream === true ? 'text/event-stream' : 'application/json',
      );
      response.end(
        stream === true
          ? `data: ${answer}\n\ndata: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`
          : answer,
      );
    }),
  );
}

describe('a choice', () => {
  const audio = { id: 'x', data: 'AAA=', transcript: 'the whole answer' };

  it.each<[string, unknown, string]>([
    ['that is a text', 'the answer', 'the answer'],
    ['with its own words', { content: 'the answer' }, 'the answer'],
    ['with a message behind an empty delta', { delta: {}, message: { content: 'a' } }, 'a'],
    [
      'with a message behind an empty text',
      { delta: { role: 'assistant', content: '' }, text: '', message: { content: 'a' } },
      'a',
    ],
    ['that refuses beside words', { delta: { content: 'Sure: ', refusal: 'no' } }, 'Sure: no'],
    ['with words in two fields', { message: { content: 'a ', text: 'b' } }, 'a b'],
  ])('%s is read', async (_what, choice, text) => {
    await choosing(choice);
    for (const [way, answer] of await told()) {
      expect([way, answer.text, codes(answer)]).toEqual([
        way,
        text,
        codes(answer).filter((code) => code !== 'bad-chunk'),
      ]);
    }
  });

  it.each<[string, object, object?]>([
    ['with a sound', { message: { content: null, audio } }],
    ['with words in an unknown field beside an empty one', { delta: { content: '', output: 'a' } }],
    ['with words in an unknown field of its own', { output: 'the answer' }],
    ['whose content is an object', { message: { content: { n: 1 } } }],
    ['with a call among its parts', { message: { content: [{ type: 'tool_use', name: 'f' }] } }],
    ['that is silent beside words', { message: { content: '' } }, { output_text: 'the answer' }],
  ])('%s is told, as words may be missing', async (_what, choice, beside) => {
    await choosing(choice, beside);
    for (const [way, answer] of await told()) {
      expect([way, codes(answer)]).toEqual([way, expect.arrayContaining(['bad-chunk'])]);
    }
  });
});
