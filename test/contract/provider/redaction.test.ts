/** What a server echoes of what it was sent gets no further than the transport. */
import { describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { ProviderError } from '../../../src/provider/errors';
import { collectEvents } from '../../support/collectEvents';
import { eventStream, json, startScriptedServer, type Script } from '../../support/scriptedServer';

const apiKey = 'sk-Zq7w92xQzbT4hV1';
const headers = { 'X-Gateway-Token': 'gw-55aa77cc99', Cookie: 'session=8d7f6e5c4b' };
const said = `no: Bearer ${apiKey}, ${encodeURIComponent(apiKey)}, ${apiKey.slice(0, 9)}…, ${headers['X-Gateway-Token']}, ${headers.Cookie}, http://ann:hunter2@db/`;
const left = 'no: Bearer •••, •••, •••…, •••, •••, http://•••@db/';

const refusing: Script = (_, response) => json(response, 400, { error: { message: said } });
const failing: Script = (_, response) =>
  json(response, 200, { error: { message: said, code: 500 } });
const page: Script = (_, response) => {
  response.writeHead(500, { 'content-type': 'text/html' }).end(`<title>${said}</title>`);
};
const redirecting: Script = (_, response) => {
  response.writeHead(302, { location: `http://ann:${apiKey}@elsewhere/` }).end();
};
const breaking: Script = (_, response) => {
  eventStream(response, `data: ${JSON.stringify({ error: { message: said, code: 500 } })}\n\n`);
  response.end();
};
const bare: Script = (_, response) => {
  eventStream(
    response,
    `data: ${JSON.stringify({ object: 'error', message: said, code: 500 })}\n\n`,
  );
  response.end();
};

describe('a failure holds nothing of what was sent to be let in', () => {
  it.each([
    ['a refusal', refusing, left],
    ['a failure with a status of success', failing, left],
    ['a proxy’s page', page, left],
    ['a redirect', redirecting, 'the server redirects to http://•••@elsewhere/'],
    ['an error in a stream', breaking, left],
    ['an error of an old stream', bare, left],
  ])('in %s', async (_what, script, message) => {
    await using server = await startScriptedServer(script);
    const llm = createLLM('openai', { baseUrl: server.baseUrl, apiKey, headers });
    const asked = collectEvents(llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 }));
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderError);
    expect((error as ProviderError).message).toBe(message);
    const all = `${String((error as ProviderError).stack)}${JSON.stringify(error)}`;
    expect(all).not.toMatch(/sk-Zq7w|gw-55aa|8d7f6e/);
  });

  it('and an answer is data, but for whole keys', async () => {
    const texts = [
      'sk-Zq7w92xQ',
      'zbT4hV1',
      ` "error" ${apiKey.slice(1)} ${headers['X-Gateway-Token']}`,
    ];
    await using server = await startScriptedServer((_, response) => {
      const chunks = texts.map(
        (text) => `data: ${JSON.stringify({ choices: [{ text }], error: null })}\n\n`,
      );
      eventStream(
        response,
        ...chunks,
        'data: {"choices":[{"text":"","finish_reason":"stop"}]}\n\n',
      );
      response.end();
    });
    const llm = createLLM('openai', { baseUrl: server.baseUrl, apiKey, headers });
    const events = await collectEvents(llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 }));
    const told = events.map((event) => (event.type === 'text-delta' ? event.text : ''));
    expect(told.join('')).toBe(`••• "error" ${apiKey.slice(1)} •••`);
    expect(events).toContainEqual({
      type: 'problem',
      problem: expect.objectContaining({ code: 'key-left-out' }) as unknown,
    });
  });
});
