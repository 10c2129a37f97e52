/** The answer from what was thought so far, by whichever way a server leaves open. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { collect } from '../../../src/provider/collect';
import { createLLM } from '../../../src/provider/createLLM';
import type { AnswerNowEvent, AnswerNowRequest, LLM, StreamEvent } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { Engines, question, reasoningParser, releases, since } from '../../support/releases';
import { answering } from '../../support/scriptedChat';
import {
  json,
  startScriptedServer,
  type ReceivedRequest,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { completing } from '../../support/scriptedVllm';
import { shapes } from '../../support/shapes';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

const asked: AnswerNowRequest = {
  ...question(),
  thinking: 'on',
  maxTokens: 24,
  thought: 'Two numbers: add them.',
};

function methodsOf(events: readonly AnswerNowEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'method' ? [event.method] : []));
}

function answerOf(events: readonly AnswerNowEvent[]) {
  return collect(events.filter((event): event is StreamEvent => event.type !== 'method'));
}

describe.each(releases)('answering now as %s', (emulated) => {
  it.each([
    ['with a reasoning parser', reasoningParser],
    ['without one', {}],
  ])('goes on behind the thought, and holds none, %s', async (_what, flags) => {
    const llm = await engines.met(emulated, flags);
    const events = await collectEvents(llm.answerNow(asked));
    expect(methodsOf(events)).toEqual(['tokens']);
    expect(events[0]?.type).toBe('method');
    const { text, reasoning, finishReason } = answerOf(events);
    expect(text).toMatch(/\S/);
    expect([reasoning, finishReason]).not.toContain('other');
    expect(reasoning).toBe('');
    expect(text).not.toContain('<think>');
  });

  it.each([
    ['with a reasoning parser', reasoningParser],
    ['without one', {}],
  ])('keeps a constraint %s', async (_what, flags) => {
    const llm = await engines.met(emulated, flags);
    const shape = since(emulated, '0.6.5') ? shapes.grammar : shapes.regex;
    const events = await collectEvents(llm.answerNow({ ...asked, guided: shape.constraint }));
    const { text, problems } = answerOf(events);
    expect(shape.fits(text), text).toBe(true);
    expect(problems).toEqual([]);
  });
});

describe('answering now where it is not that easy', () => {
  let server: ScriptedServer;
  afterEach(() => server[Symbol.asyncDispose]());

  async function llmFor(script: Script): Promise<LLM> {
    server = await startScriptedServer((request, response) => {
      if (request.path === '/v1/models') json(response, 200, { data: [{ id: asked.model }] });
      else return script(request, response);
    });
    return createLLM('vllm', { baseUrl: server.baseUrl });
  }

  const missing: Script = (_, response) => json(response, 404, { detail: 'Not Found' });
  const isPrefill = ({ body }: ReceivedRequest): boolean =>
    (body as { readonly continue_final_message?: boolean }).continue_final_message === true;
  const chats = (): readonly ReceivedRequest[] =>
    server.requests.filter(({ path }) => path === '/v1/chat/completions');

  /** Chats alone: no tokenizer route, which routers do not pass on. */
  const chatOnly =
    (prefill: Script, again: Script): Script =>
    (request, response) => {
      if (request.path !== '/v1/chat/completions') return missing(request, response);
      return (isPrefill(request) ? prefill : again)(request, response);
    };

  it('prefills where there is no tokenizer route', async () => {
    const llm = await llmFor(chatOnly(answering({ content: 'yes' }), answering({ content: '?' })));
    const events = await collectEvents(llm.answerNow(asked));
    expect([methodsOf(events), answerOf(events).text]).toEqual([['prefill'], 'yes']);
    expect(JSON.stringify(chats()[0]?.body)).toContain(asked.thought);
  });

  const again = answering({ content: 'again' });
  it.each<[string, Script]>([
    ['comes back as reasoning', answering({ reasoning: 'hm' })],
    ['comes back as reasoning_content', answering({ reasoning_content: 'hm', content: 'x' })],
    ['is thought anew, in tags', answering({ content: '<think>hm</think>x' })],
    ['is empty', answering({ content: '' })],
    [
      'is refused',
      (_, response) => json(response, 400, { error: { message: 'no prefill', code: 400 } }),
    ],
  ])('asks again where a prefill %s', async (_what, prefill) => {
    const llm = await llmFor(chatOnly(prefill, again));
    const events = await collectEvents(llm.answerNow(asked));
    const { text, reasoning, problems } = answerOf(events);
    expect([methodsOf(events), text, reasoning, problems]).toEqual([
      ['asked-again'],
      'again',
      '',
      [],
    ]);
    expect(chats().at(-1)?.body).toMatchObject({
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it('goes straight to the way that worked the next time', async () => {
    const llm = await llmFor(chatOnly(answering({ reasoning: 'hm' }), again));
    await collectEvents(llm.answerNow(asked));
    const before = server.requests.length;
    expect(methodsOf(await collectEvents(llm.answerNow(asked)))).toEqual(['asked-again']);
    expect(chats().slice(2).map(isPrefill)).toEqual([false]);
    expect(server.requests.slice(before).filter(({ path }) => path === '/v1/completions')).toEqual(
      [],
    );
  });

  it('does not try on where the server broke', async () => {
    const llm = await llmFor((_, response) => json(response, 500, { error: { message: 'x' } }));
    await expect(collectEvents(llm.answerNow(asked))).rejects.toMatchObject({ code: 'failed' });
    expect(chats()).toEqual([]);
  });

  it('opens no second thought where the template opened one', async () => {
    const texts: string[] = [];
    const llm = await llmFor((request, response) => {
      const { prompt } = (request.body ?? {}) as { readonly prompt?: unknown };
      switch (request.path) {
        case '/tokenize':
          if (typeof prompt === 'string') texts.push(prompt);
          json(response, 200, { tokens: [1, 2, 3] });
          return;
        case '/detokenize':
          json(response, 200, { prompt: '<|im_start|>assistant\n<think>\n' });
          return;
        default:
          return completing('yes')(request, response);
      }
    });
    const events = await collectEvents(llm.answerNow(asked));
    expect([methodsOf(events), answerOf(events).text]).toEqual([['tokens'], 'yes']);
    expect(texts).toEqual([`${asked.thought}\n</think>\n\n`]);
  });
});
