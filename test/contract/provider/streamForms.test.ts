/** What answers a request for a stream is read by what it is, however it is labelled and parted. */
import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { collect } from '../../../src/provider/collect';
import { collectEvents } from '../../support/collectEvents';
import { fourWays, writing } from '../../support/fourWays';
import { failureOf } from '../../support/releases';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

const streamed = fourWays.filter(([way]) => way === 'stream' || way === 'complete');
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

/** In a shape that both routes have. */
const piece = (text: string, finish: string | null = null): string =>
  JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: finish }] });
const counted = JSON.stringify({ usage });
const pieces = [piece('hel'), piece('lo'), piece('', 'stop'), counted];
const events = (texts: readonly string[], line = '\n'): string =>
  texts.map((text) => `data: ${text}${line}${line}`).join('');
const whole = {
  id: 'x',
  choices: [{ index: 0, message: { content: 'hello' }, text: 'hello', finish_reason: 'stop' }],
  usage,
};

async function serve(text: string, type: string | undefined, chunk = text.length): Promise<void> {
  server = await startScriptedServer(
    writing(async (_, response) => {
      if (type !== undefined) response.setHeader('content-type', type);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += chunk) {
        response.write(bytes.subarray(at, at + chunk));
        if (chunk < 64) await new Promise(setImmediate);
      }
      response.end();
    }),
  );
}

const labels = ['text/event-stream', 'text/plain', 'application/json', 'text/html', undefined];

describe('an answer to a request for a stream', () => {
  it.each<[string, string]>([
    ['events', events([...pieces, '[DONE]'])],
    ['events without their end', events(pieces)],
    ['events numbered from one', events(pieces).replaceAll('"index":0', '"index":1')],
    ['events in CRLF', events([...pieces, '[DONE]'], '\r\n')],
    ['events in CR', events([...pieces, '[DONE]'], '\r')],
    ['events behind a byte order mark', `\uFEFF${events([...pieces, '[DONE]'])}`],
    ['events behind blank lines', `\n \n${events([...pieces, '[DONE]'])}`],
    ['events behind a comment', `: hello\n\n${events([...pieces, '[DONE]'])}`],
    ['events behind their name', `event: message\n${events([...pieces, '[DONE]'])}`],
    ['events behind a number', `id: 1\nretry: 5\n${events([...pieces, '[DONE]'])}`],
    ['events without a space', events(pieces).replaceAll('data: ', 'data:')],
    ['events with an end in blanks', events([...pieces, ' [DONE]  '])],
    [
      'events that no blank line parts',
      [...pieces, '[DONE]'].map((text) => `data: ${text}\n`).join(''),
    ],
    [
      'events of two pieces each',
      events([pieces.slice(0, 2).join('\n'), pieces.slice(2).join('')]),
    ],
    ['events of lists', events([`[${pieces.join(', ')}]`])],
    ['pings between', events(pieces.flatMap((text) => [text, '{"type": "ping"}', '{}']))],
    ['named pings between', `event: ping\ndata: now\n\n${events(pieces)}`],
    ['empty events between', events(pieces.flatMap((text) => [text, '', ' ', 'null']))],
    ['events behind blanks', events(pieces).replaceAll('data:', '  data:')],
    ['events of oddly written fields', events(pieces).replaceAll('data:', 'Data :')],
    [
      'events whose lines have no field',
      events(pieces.map((text) => JSON.stringify(JSON.parse(text), undefined, 2))),
    ],
    ['one answer', JSON.stringify(whole)],
    ['one answer in lines', JSON.stringify(whole, undefined, 2)],
    ['one answer as an event', events([JSON.stringify(whole)])],
    ['pieces in lines', pieces.join('\n')],
    ['pieces in lines, with an end', `${pieces.join('\r\n')}\r\n[DONE]\r\n`],
    ['pieces in a list', `[${pieces.join(',\n')}]`],
    ['pieces one behind another', pieces.join('')],
  ])('is read, whatever its label: %s', async (_what, text) => {
    for (const type of labels) {
      for (const chunk of [text.length + 4, 7]) {
        await serve(text, type, chunk);
        for (const [, ask] of streamed) {
          const answer = await ask(createLLM('openai', { baseUrl: server.baseUrl }));
          expect([type, answer]).toMatchObject([
            type,
            { text: 'hello', finishReason: 'stop', problems: [], usage: { promptTokens: 3 } },
          ]);
        }
        await server[Symbol.asyncDispose]();
      }
    }
  });

  it('is read as one where all of it came at once: words, thought, calls and their count', async () => {
    const message = {
      content: 'hello',
      reasoning: 'hm',
      tool_calls: ['a', 'b'].map((id) => ({ id, function: { name: 'say', arguments: '{}' } })),
    };
    const choices = [{ index: 0, message, finish_reason: 'tool_calls' }];
    await serve(JSON.stringify({ choices, usage }), 'application/json');
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    const messages = [{ role: 'user', content: 'p' }] as const;
    const answer = collect(await collectEvents(llm.stream({ model: 'm', messages })));
    expect(answer).toMatchObject({
      text: 'hello',
      reasoning: 'hm',
      toolCalls: [
        { id: 'a', name: 'say', argumentsText: '{}' },
        { id: 'b', name: 'say', argumentsText: '{}' },
      ],
      finishReason: 'tool-calls',
      usage: { promptTokens: 3, completionTokens: 2 },
      problems: [],
    });
  });

  it.each<[string, string, object]>([
    ['a page', '<html>hello</html>', { code: 'bad-response' }],
    ['plain words', 'hello', { code: 'bad-response' }],
    ['the beginning of events', 'dat', { code: 'bad-response' }],
    ['nothing', '', { code: 'bad-response' }],
    [
      'one object that is too long',
      JSON.stringify({ a: 'b'.repeat(100) }),
      { code: 'bad-response' },
    ],
    ['an error', '{"error": {"message": "no", "code": 400}}', { code: 'rejected', message: 'no' }],
    ['an error by its text', '{"error": "no"}', { code: 'failed', message: 'no' }],
    ['an error without a route', '{"detail": "no"}', { code: 'failed', message: 'no' }],
  ])('is told as what it is: %s', async (_what, text, told) => {
    await serve(text, 'text/plain');
    for (const [, ask] of streamed) {
      const llm = createLLM('openai', { baseUrl: server.baseUrl, maxAnswerBytes: 99 });
      expect(await failureOf(ask(llm))).toMatchObject(told);
    }
  });

  it.each<[string, string, object]>([
    [
      'a code that is a text',
      events([pieces[0] ?? '', '{"error": {"message": "slow down", "code": "429"}}']),
      { code: 'overloaded', status: 429, message: 'slow down' },
    ],
    [
      'a word for a code',
      events(['{"error": {"message": "slow down", "type": "rate_limit_error", "code": null}}']),
      { code: 'overloaded', status: 429, message: 'slow down' },
    ],
    [
      'a status',
      events(['{"error": {"message": "slow down", "status": 429}}']),
      { code: 'overloaded', status: 429 },
    ],
    [
      'a message that is no text',
      events(['{"error": {"message": ["no"], "code": 400}}']),
      { code: 'rejected', message: '{"message":["no"],"code":400}' },
    ],
    ['a list', events(['{"error": ["no"]}']), { code: 'failed', message: '["no"]' }],
    ['a mark beside its words', events(['{"error": true, "message": "no"}']), { message: 'no' }],
    ['the name of its event', 'event: error\ndata: it broke\n\n', { message: 'it broke' }],
    [
      'the name of its event, with fields',
      'event: error\ndata: {"message": "no", "code": 400}\n\n',
      { code: 'rejected', message: 'no' },
    ],
    [
      'a line without a field',
      `${events([pieces[0] ?? ''])}{"error": {"message": "no", "code": 400}}\n`,
      { code: 'rejected', message: 'no' },
    ],
  ])('that is an error by %s is that error', async (_what, text, told) => {
    await serve(text, 'text/event-stream');
    for (const [, ask] of streamed) {
      const llm = createLLM('openai', { baseUrl: server.baseUrl });
      expect(await failureOf(ask(llm))).toMatchObject(told);
    }
  });

  it.each<[string, string]>([
    ['events', events([...pieces, '[DONE]'])],
    ['lines', pieces.join('\n')],
    ['a list', `[${pieces.join(',')}]`],
    ['one event', events([JSON.stringify(whole)])],
  ])('is read as well where a whole answer was asked for: %s', async (_what, text) => {
    for (const type of labels) {
      await serve(text, type);
      for (const [way, ask] of fourWays) {
        const answer = await ask(createLLM('openai', { baseUrl: server.baseUrl }));
        expect([way, answer]).toMatchObject([way, { text: 'hello', problems: [] }]);
      }
      await server[Symbol.asyncDispose]();
    }
  });

  it('is several answers where several were asked for, whole or in pieces', async () => {
    const choice = (index: number, content: string): object => ({
      index,
      delta: { content },
      finish_reason: null,
    });
    const streamed = [choice(1, 'b'), choice(0, 'a'), choice(1, 'B'), choice(0, 'A')];
    await serve(events(streamed.map((one) => JSON.stringify({ choices: [one] }))), undefined);
    const messages = [{ role: 'user', content: 'p' }] as const;
    const beams = { width: 2 };
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    const { candidates } = await llm.candidates({ model: 'm', messages, maxTokens: 4, beams });
    expect(candidates.map(({ text }) => text)).toEqual(['aA', 'bB']);
  });

  it('whose pieces cannot be read is told, and what can be is kept', async () => {
    await serve(events(['oops', ...pieces]), undefined);
    for (const [way, ask] of fourWays) {
      const answer = await ask(createLLM('openai', { baseUrl: server.baseUrl }));
      expect([way, answer]).toMatchObject([
        way,
        { text: 'hello', problems: [{ code: 'bad-chunk', message: 'unreadable: oops' }] },
      ]);
    }
  });

  it('says nothing of what only keeps a connection open, whichever way it was asked for', async () => {
    const pings = ['ping', '[PING]', '"heartbeat"', 'Keep-Alive', '', ' ', 'null'];
    await serve(`event: ping\ndata: now\n\n${events([...pings, ...pieces, ...pings])}`, undefined);
    for (const [way, ask] of fourWays) {
      const answer = await ask(createLLM('openai', { baseUrl: server.baseUrl }));
      expect([way, answer]).toMatchObject([way, { text: 'hello', problems: [] }]);
    }
  });

  it('arrives piece by piece where its pieces are lines', async () => {
    let read = (): void => undefined;
    server = await startScriptedServer(
      writing(async (_, response) => {
        response.setHeader('content-type', 'application/x-ndjson');
        for (const text of ['a', 'b']) {
          const seen = new Promise<void>((resolve) => (read = resolve));
          response.write(piece(text));
          await seen;
        }
        response.end(piece('', 'stop'));
      }),
    );
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    const seen: string[] = [];
    for await (const event of llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 })) {
      if (event.type !== 'text-delta') continue;
      seen.push(event.text);
      read();
    }
    expect(seen).toEqual(['a', 'b']);
  });

  it('that is cut within its one object says what is missing', async () => {
    await serve(JSON.stringify(whole).slice(0, -9), 'application/json');
    for (const [, ask] of streamed) {
      const { problems } = await ask(createLLM('openai', { baseUrl: server.baseUrl }));
      expect(problems.map(({ code }) => code)).toEqual(['bad-chunk', 'no-finish']);
    }
  });
});
