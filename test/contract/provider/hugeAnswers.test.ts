/** Answers that are very wide, very deep or full of odd names end in an honest failure, or are read. */
import { afterEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../src/activity/journal';
import { withJournal } from '../../../src/activity/withJournal';
import { systemClock } from '../../../src/base/clock';
import { createLLM } from '../../../src/provider/createLLM';
import { ProviderError } from '../../../src/provider/errors';
import type { LLM, ProviderKind } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

const chat = { model: 'm', messages: [{ role: 'user', content: 'p' }], thinking: 'off' } as const;
const whole: readonly (readonly [string, (llm: LLM) => Promise<unknown>])[] = [
  ['models', (llm) => llm.models()],
  ['generate', (llm) => llm.generate(chat)],
  ['candidates', (llm) => llm.candidates({ ...chat, maxTokens: 4, beams: { width: 2 } })],
];
const streamed: readonly (readonly [string, (llm: LLM) => Promise<unknown>])[] = [
  ['stream', (llm) => collectEvents(llm.stream(chat))],
  ['complete', (llm) => collectEvents(llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 }))],
];

async function serve(body: string, type: string, kind: ProviderKind = 'openai'): Promise<LLM> {
  server = await startScriptedServer((_, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  });
  const llm = createLLM(kind, { baseUrl: server.baseUrl });
  return withJournal(llm, { journal: new Journal(), clock: systemClock, date: () => new Date() });
}

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const listOf = (item: string, count: number): string => `[${Array(count).fill(item).join(',')}]`;
const answer = (message: string, more = ''): string =>
  `{"choices":[{"index":0,"message":${message},"finish_reason":"stop"${more}}]}`;

describe('a whole answer', () => {
  it.each([
    ['nests a million levels', nested(1_000_000)],
    ['nests a million levels in a field', `{"choices":${nested(1_000_000)}}`],
    ['nests a million levels beside its choices', `{"a":${nested(1_000_000)},"choices":[]}`],
    ['is an error that nests', `{"error":{"message":null,"a":${nested(1_000_000)}}}`],
    ['is a list of ten million', listOf('1', 10_000_000)],
    ['has a million choices', `{"choices":${listOf('{}', 1_000_001)}}`],
    ['has a million parts of content', answer(`{"content":${listOf('{}', 1_000_001)}}`)],
    ['opens without end', '{"a":'.repeat(1_000_000)],
  ])('that %s is a bad response', async (_what, body) => {
    const llm = await serve(body, 'application/json');
    for (const [, ask] of whole) {
      const failure: unknown = await ask(llm).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ProviderError);
      expect(failure).toMatchObject({ code: 'bad-response' });
      expect((failure as ProviderError).message).not.toContain('call stack');
    }
  });

  it.each([
    [
      'a hundred and fifty thousand choices',
      `{"choices":${listOf('{"message":{"content":"a"}}', 150_000)}}`,
    ],
    [
      'a hundred and fifty thousand tokens',
      answer(
        '{"content":"a"}',
        `,"logprobs":{"content":${listOf('{"token":"a","logprob":-1}', 150_000)}}`,
      ),
    ],
    [
      'a hundred and fifty thousand calls',
      answer(`{"tool_calls":${listOf('{"function":{"name":"f","arguments":"{"}}', 150_000)}}`),
    ],
    [
      'arguments that nest a million levels',
      answer(`{"tool_calls":[{"function":{"name":"f","arguments":"${nested(1_000_000)}"}}]}`),
    ],
    ['a thought of five megabytes', answer(`{"content":"a","reasoning":"${'b'.repeat(5e6)}"}`)],
  ])('with %s is read', async (_what, body) => {
    const llm = await serve(body, 'application/json');
    expect(await llm.generate(chat)).toMatchObject({});
    expect(await llm.candidates({ ...chat, maxTokens: 4, beams: { width: 2 } })).toMatchObject({});
  });
});

describe('a stream', () => {
  it('without end is left, and its connection closed', async () => {
    let hungUp = (): void => {};
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    server = await startScriptedServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.on('close', hungUp);
      const chunk = 'data: {"choices":[{"text":"a","delta":{"content":"a"}}]}\n\n'.repeat(20);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const llm = createLLM('openai', { baseUrl: server.baseUrl, maxAnswerBytes: 100_000 });
    await expect(collectEvents(llm.stream(chat))).rejects.toMatchObject({
      code: 'bad-response',
      message: 'a stream of over 400000 bytes',
    });
    await closed;
  });

  it.each([
    ['a chunk that nests a million levels', `data: ${nested(1_000_000)}\n\n`],
    ['a chunk that is a list of ten million', `data: ${listOf('1', 7_000_000)}\n\n`],
    ['twenty thousand chunks that are none', 'data: {oops\n\n'.repeat(20_000)],
    [
      'a chunk of a hundred and fifty thousand calls',
      `data: {"choices":[{"delta":{"tool_calls":${listOf('{"function":{"name":"f","arguments":"{"}}', 150_000)}}}]}\n\n`,
    ],
    [
      'a chunk of a hundred and fifty thousand tokens',
      `data: {"choices":[{"text":"a","logprobs":{"tokens":${listOf('"a"', 150_000)},"token_logprobs":${listOf('-1', 150_000)}}}]}\n\n`,
    ],
    ['an error of many beginnings', `data: {"error":"${' (parameter='.repeat(1e6)}"}\n\n`],
  ])('with %s ends, with what is wrong', async (_what, body) => {
    const end = 'data: {"choices":[{"text":"","delta":{},"finish_reason":"stop"}]}\n\n';
    const llm = await serve(body + end, 'text/event-stream');
    for (const [, ask] of streamed) {
      const outcome: unknown = await ask(llm).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(ProviderError);
        expect(outcome).toMatchObject({ code: 'failed' });
        expect(outcome.message).not.toContain('call stack');
      } else expect(outcome).toContainEqual(expect.objectContaining({ type: 'finish' }));
    }
  });

  const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'x'.repeat(100_000)];
  it.each(words.map((word) => [word.slice(0, 20), word]))(
    'that finishes for %s has another reason',
    async (_shown, word) => {
      const said = `{"text":"a","delta":{"content":"a"},"message":{"content":"a"},"finish_reason":${JSON.stringify(word)}}`;
      const llm = await serve(`data: {"choices":[${said}]}\n\n`, 'text/event-stream');
      for (const [, ask] of streamed) {
        expect(await ask(llm)).toContainEqual(
          expect.objectContaining({ type: 'finish', reason: 'other' }),
        );
      }
      await server[Symbol.asyncDispose]();
      const other = await serve(`{"choices":[${said}]}`, 'application/json');
      expect(await other.generate(chat)).toMatchObject({ finishReason: 'other', text: 'a' });
    },
  );
});

describe('an error', () => {
  it.each(['constructor', '__proto__', 'toString'])('of the code %s is a failure', async (code) => {
    const llm = await serve(JSON.stringify({ error: { message: 'm', code } }), 'application/json');
    await expect(llm.generate(chat)).rejects.toMatchObject({ code: 'failed', message: 'm' });
  });

  it('of a page full of brackets is told', async () => {
    server = await startScriptedServer((_, response) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      response.end('<'.repeat(64 * 1024));
    });
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    await expect(llm.models()).rejects.toMatchObject({ code: 'failed', status: 500 });
  });
});

describe('a request', () => {
  it('that nests too deeply is refused before it is sent, as what it is', async () => {
    const llm = await serve('{}', 'application/json');
    let schema: unknown = {};
    for (let level = 0; level < 100_000; level++) schema = { items: schema };
    await expect(llm.generate({ ...chat, extraBody: { schema } })).rejects.toMatchObject({
      code: 'rejected',
      status: undefined,
      message: 'the request nests more than 1000 levels deep',
    });
    expect(server.requests).toEqual([]);
  });
});
