/** An error that speaks of a timeout stays the error that it is: the client in between has words of its own. */
import { afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { ProviderErrorCode } from '../../../src/provider/errors';
import { ManualClock } from '../../support/manualClock';
import { askedInAllWays, fourWays, writing } from '../../support/fourWays';
import { failureOf } from '../../support/releases';
import { json, startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

const page = (title: string): string => `<html><head><title>${title}</title></head></html>`;
const said = (message: string, code: number): string =>
  JSON.stringify({ error: { message, type: 'x', code } });

describe('an error whose words say', () => {
  it.each<[string, number, string, ProviderErrorCode, string]>([
    ['timeout, of a proxy', 524, page('524: A timeout occurred'), 'timeout', 'A timeout occurred'],
    ['timeout, of a gateway', 504, 'upstream request timeout', 'timeout', 'upstream request'],
    ['time-out', 504, page('504 Gateway Time-out'), 'timeout', '504 Gateway Time-out'],
    ['time out', 502, 'connect time out', 'unreachable', 'connect time out'],
    ['connection timed out', 522, page('522: Connection timed out'), 'unreachable', 'timed out'],
    [
      'timed out, of vLLM',
      500,
      said('RPC call to execute_model timed out.', 500),
      'failed',
      'RPC call to execute_model timed out.',
    ],
    ['timeout, of a request', 400, said('timeout must be > 0', 400), 'rejected', 'timeout must be'],
    ['timed out, of a key', 401, said('the session timed out', 401), 'unauthorized', 'session'],
    ['timed out, of a lack', 404, said('the model timed out', 404), 'not-found', 'timed out'],
    ['timeout, of a limit', 429, said('Rate limit: timeout', 429), 'overloaded', 'Rate limit'],
    ['timed out, of no room', 503, said('queue timed out', 503), 'overloaded', 'queue timed out'],
  ])('%s (%i) keeps its status and its words', async (_what, status, body, code, words) => {
    server = await startScriptedServer(
      writing((_, response) => {
        // Too long to be waited for.
        response.writeHead(status, { 'retry-after': '3600' });
        response.end(body);
      }),
    );
    for (const [way, error] of await askedInAllWays(server)) {
      expect([way, error]).toMatchObject([
        way,
        { code, status, message: expect.stringContaining(words) as string, retryAfter: 3_600_000 },
      ]);
    }
  });

  it('timeout, in the address that it redirects to, names that address', async () => {
    server = await startScriptedServer(
      writing((_, response) => {
        response.writeHead(302, { location: 'http://elsewhere.example/timeout' });
        response.end();
      }),
    );
    for (const [way, error] of await askedInAllWays(server)) {
      expect([way, error]).toMatchObject([
        way,
        { code: 'rejected', status: 302, message: expect.stringContaining('/timeout') as string },
      ]);
    }
  });

  it('timed out, of an adapter, is told by whoever loads it', async () => {
    server = await startScriptedServer((_, response) =>
      json(response, 400, { error: { message: 'loading timed out', code: 400 } }),
    );
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    expect(await failureOf(llm.loadAdapter('a', '/a'))).toMatchObject({
      code: 'rejected',
      status: 400,
      message: 'loading timed out',
    });
  });
});

it.each(fourWays)('no room for want of time is asked for again: %s', async (_way, ask) => {
  const clock = new ManualClock();
  let asked = 0;
  server = await startScriptedServer(
    writing((_, response) => {
      asked++;
      response.writeHead(503, { 'retry-after': '2' });
      response.end(said('timed out waiting for a slot', 503));
    }),
  );
  const work = failureOf(ask(createLLM('openai', { baseUrl: server.baseUrl, clock })));
  while (asked === 0) await new Promise(setImmediate);
  while (asked < 2) {
    await new Promise(setImmediate);
    await clock.advance(100);
  }
  expect(await work).toMatchObject({ code: 'overloaded', retryAfter: 2_000 });
});
