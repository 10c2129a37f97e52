/** An abort is a closed socket, at once: nothing else makes vLLM stop (reference, section 7.9). */
import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { CallOptions, LLM } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { failureOf, question, raw } from '../../support/releases';
import { beginChat } from '../../support/scriptedChat';
import {
  eventStream,
  json,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

const chat = '/v1/chat/completions';
const completions = '/v1/completions';
const several = { ...question(), maxTokens: 4, beams: { width: 3 } };

const hangs: Script = () => undefined;
const beginsChat: Script = (_, response) => beginChat(response, [{ content: 'a' }]);
const beginsText: Script = (_, response) =>
  eventStream(response, `data: ${JSON.stringify({ choices: [{ text: 'a' }] })}\n\n`);
const beginsBody: Script = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"choices":[');
};

type Ask = (llm: LLM, call: CallOptions) => Promise<unknown>;

const generate: Ask = (llm, call) => llm.generate(question(), call);
const stream: Ask = (llm, call) => collectEvents(llm.stream(question(), call));
const complete: Ask = (llm, call) => collectEvents(llm.complete(raw(), call));

/** Questions asked one after the other from now on, which no machine answers before an abort that came earlier. */
async function askAround(): Promise<void> {
  for (let question = 0; question < 5; question++) {
    await (await fetch(new URL('/nothing', server.baseUrl.origin))).text();
  }
}

async function firstOf<Name extends string>(
  events: Readonly<Record<Name, Promise<void>>>,
): Promise<string> {
  const named = Object.entries<Promise<void>>(events);
  return Promise.race(named.map(([name, event]) => event.then(() => name)));
}

describe('an abort closes the socket at once', () => {
  it.each<[string, string, Script, Ask]>([
    ['whole, before the first byte', chat, hangs, generate],
    ['whole, in the middle', chat, beginsBody, generate],
    ['streamed, before the first byte', chat, hangs, stream],
    ['streamed, in the middle', chat, beginsChat, stream],
    ['a completion, before the first byte', completions, hangs, complete],
    ['a completion, in the middle', completions, beginsText, complete],
    ['beams', chat, hangs, (llm, call) => llm.candidates(several, call)],
    ['a question in passing', '/v1/models', hangs, generate],
    [
      'a probe',
      chat,
      hangs,
      (llm, call) => llm.capabilities({ model: 'm', facts: ['beams'] }, call),
    ],
    [
      'an answer now',
      completions,
      beginsText,
      (llm, call) =>
        collectEvents(llm.answerNow({ ...question(), maxTokens: 4, thought: 'x' }, call)),
    ],
    ['an adapter', '/v1/load_lora_adapter', hangs, (llm, call) => llm.loadAdapter('a', '/a', call)],
  ])('%s', async (_what, path, script, ask) => {
    const controller = new AbortController();
    let arrived = (): void => undefined;
    const held = new Promise<void>((resolve) => (arrived = resolve));
    server = await startScriptedServer(async (request, response) => {
      if (request.path === path) {
        await script(request, response);
        // What was written is on its way before the abort is.
        setImmediate(arrived);
      } else if (request.path === '/v1/models') json(response, 200, { data: [{ id: 'm' }] });
      else if (request.path === '/detokenize') json(response, 200, { prompt: 'a' });
      else json(response, 200, { tokens: [1], max_model_len: 4096 });
    });
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const failure = failureOf(ask(llm, { signal: controller.signal }));
    await held;
    controller.abort();
    expect(await firstOf({ closed: server.abandoned, asked: askAround() })).toBe('closed');
    expect((await failure).name).toBe('AbortError');
  });

  it('of each of several requests at a time', async () => {
    const controller = new AbortController();
    let open = 0;
    let last = (): void => undefined;
    const all = new Promise<void>((resolve) => (last = resolve));
    let closed = 0;
    let end = (): void => undefined;
    const allClosed = new Promise<void>((resolve) => (end = resolve));
    server = await startScriptedServer(({ path, body }, response) => {
      if (path === '/v1/models') json(response, 200, { data: [{ id: 'm' }] });
      else if (path !== chat) json(response, 200, { tokens: [1] });
      else if ('n' in (body as object)) json(response, 400, { error: { message: 'no n' } });
      else {
        if (++open === 3) last();
        response.on('close', () => {
          if (++closed === 3) end();
        });
      }
    });
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const failure = failureOf(llm.candidates(several, { signal: controller.signal }));
    await all;
    controller.abort();
    expect(await firstOf({ closed: allClosed, asked: askAround() })).toBe('closed');
    expect((await failure).name).toBe('AbortError');
  });
});
