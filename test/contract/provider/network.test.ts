import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { parseBaseUrl, type BaseUrl } from '../../../src/provider/baseUrl';
import { createLLM } from '../../../src/provider/createLLM';
import { createNodeFetch } from '../../../src/provider/transport/nodeFetch';
import { collectEvents } from '../../support/collectEvents';
import { runTrellis } from '../../support/runTrellis';
import { eventStream, startScriptedServer } from '../../support/scriptedServer';
import {
  answerTo,
  startProxy,
  startRefusingProxy,
  startTlsServer,
  type Proxy,
  type TlsServer,
} from '../../support/tlsServer';

const vllm: RequestListener = (request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(answerTo(request.url ?? ''));
};

function baseUrlOf(address: string): BaseUrl {
  const baseUrl = parseBaseUrl(address);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  return baseUrl;
}

describe('a server whose certificate its team signed', () => {
  let server: TlsServer;
  let proxy: Proxy;
  let pem: string;
  beforeAll(async () => {
    server = await startTlsServer(vllm);
    proxy = await startProxy();
    pem = join(tmpdir(), `trellis-authority-${process.pid}.pem`);
    await writeFile(pem, server.authority);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  it('is refused, and answers once its authority is trusted', async () => {
    const baseUrl = baseUrlOf(server.address);
    const stranger = createLLM('vllm', { baseUrl });
    await expect(stranger.models()).rejects.toMatchObject({
      code: 'unreachable',
      message: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    const friend = createLLM('vllm', { baseUrl, authorities: server.authority });
    await expect(friend.models()).resolves.toMatchObject([{ id: 'm' }]);
  });

  it('is told by the command line, which takes the authority from a file', async () => {
    const refused = await runTrellis(['adapters', 'list', '--base-url', server.address]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('--ca-file');
    const trusted = await runTrellis([
      ...['adapters', 'list', '--base-url', server.address],
      ...['--ca-file', pem],
    ]);
    expect(trusted).toMatchObject({ code: 0 });
  });

  it('is reached through a proxy by its name alone', async () => {
    const port = new URL(server.address).port;
    const list = ['adapters', 'list', '--base-url', `https://gpu-box.example:${port}`];
    const env = { HTTPS_PROXY: proxy.address, NO_PROXY: '' };
    // The name in the certificate is another one, which shows that the proxy was no end of the way.
    const { stderr } = await runTrellis([...list, '--ca-file', pem], { env });
    expect(stderr).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(proxy.asked).toContain(`CONNECT gpu-box.example:${port}`);
  });

  it('and a plain one through the proxy that is named for it', async () => {
    const list = ['adapters', 'list', '--base-url', 'http://gpu-box.example:8000'];
    const env = { HTTP_PROXY: proxy.address, NO_PROXY: '' };
    await expect(runTrellis(list, { env })).resolves.toMatchObject({ code: 0 });
    expect(proxy.asked).toContain('GET http://gpu-box.example:8000/v1/models');
  });

  it('on this machine is never looked for behind a proxy', async () => {
    const before = proxy.asked.length;
    const list = ['adapters', 'list', '--base-url', server.address, '--ca-file', pem];
    const env = { HTTPS_PROXY: proxy.address, NO_PROXY: '' };
    await expect(runTrellis(list, { env })).resolves.toMatchObject({ code: 0 });
    expect(proxy.asked).toHaveLength(before);
  });
});

describe('a proxy that refuses to connect', () => {
  it.each(['403 Forbidden', '407 Proxy Authentication Required', '502 Bad Gateway'])(
    'is told as the proxy that it is, without its password: %s',
    async (line) => {
      await using proxy = await startRefusingProxy(line);
      const { host } = new URL(proxy.address);
      const list = ['adapters', 'list', '--base-url', 'https://gpu-box.example:8443'];
      const env = { HTTPS_PROXY: `http://ann:h4ckm3@${host}`, NO_PROXY: '' };
      const { code, stdout, stderr } = await runTrellis(list, { env });
      expect(proxy.asked).toContain('CONNECT gpu-box.example:8443');
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).not.toContain('h4ckm3');
      expect(stderr).toContain(
        `the proxy http://${host} refuses to connect to gpu-box.example:8443`,
      );
      expect(stderr).toContain(line);
    },
  );

  it('is told by the provider, with the address that whoever asks knows of it', async () => {
    await using proxy = await startRefusingProxy('403 Forbidden');
    const baseUrl = baseUrlOf('https://gpu-box.example:8443/v1');
    const fetch = createNodeFetch({
      clock: systemClock,
      connectTimeout: 10_000,
      agentFor: () => new HttpsProxyAgent(proxy.address),
      proxyFor: () => proxy.address,
    });
    await expect(createLLM('vllm', { baseUrl, fetch }).models()).rejects.toMatchObject({
      ...{ code: 'unreachable', reason: 'proxy', status: 403 },
      ...{ message: '403 Forbidden', proxy: proxy.address },
    });
  });
});

it('no more answers are asked for at once than allowed, and the urgent ones first', async () => {
  const order: string[] = [];
  let most = 0;
  let open = 0;
  await using server = await startScriptedServer(async ({ body }, response) => {
    most = Math.max(most, ++open);
    order.push((body as { prompt: string }).prompt);
    await new Promise(setImmediate);
    open--;
    eventStream(response, 'data: {"choices":[{"text":"a","finish_reason":"stop"}]}\n\n');
    response.end();
  });
  const llm = createLLM('openai', { baseUrl: server.baseUrl, concurrency: 2 });
  const ask = (prompt: string, urgency: 'now' | 'soon') =>
    collectEvents(llm.complete({ model: 'm', prompt, maxTokens: 1 }, { urgency }));
  await Promise.all([ask('a', 'soon'), ask('b', 'soon'), ask('c', 'soon'), ask('d', 'now')]);
  expect(most).toBeLessThanOrEqual(2);
  expect(order.indexOf('d')).toBeLessThan(order.indexOf('c'));
});

it('whoever waits for their turn can call it off, and nothing is sent', async () => {
  let held: (() => void) | undefined;
  await using server = await startScriptedServer((_, response) => {
    eventStream(response, 'data: {"choices":[{"text":"a"}]}\n\n');
    held = () => response.end();
  });
  const llm = createLLM('openai', { baseUrl: server.baseUrl, concurrency: 1 });
  const first = llm.complete({ model: 'm', prompt: 'a', maxTokens: 1 })[Symbol.asyncIterator]();
  await first.next();
  const controller = new AbortController();
  const { signal } = controller;
  const second = collectEvents(llm.complete({ model: 'm', prompt: 'b', maxTokens: 1 }, { signal }));
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  held?.();
  await first.return?.();
  expect(server.requests).toHaveLength(1);
});
