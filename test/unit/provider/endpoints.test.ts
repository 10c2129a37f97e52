import { describe, expect, it } from 'vitest';
import { Endpoints, type Connection } from '../../../src/provider/endpoints';
import { ProviderError, type ProviderErrorCode } from '../../../src/provider/errors';
import { createLLM } from '../../../src/provider/createLLM';
import type { ModelCard } from '../../../src/provider/llm';
import type { ProbedServer } from '../../../src/provider/probe';
import { ManualClock, settle } from '../../support/manualClock';

const baseUrl = { api: 'http://host/v1', root: 'http://host', origin: 'http://host' };
const server: ProbedServer = {
  llm: createLLM('vllm', { baseUrl }),
  kind: 'vllm',
  version: '0.32.0',
  models: [{ id: 'tiny', root: undefined, parent: undefined, contextWindow: 4096 }],
  unread: 0,
};

/** Endpoints over probes whose outcomes are listed, one for each time they are asked. */
function endpointsWith(...outcomes: readonly (ProbedServer | ProviderErrorCode)[]) {
  const clock = new ManualClock();
  let asked = 0;
  const endpoints = new Endpoints({
    clock,
    probe: () => {
      const outcome = outcomes[Math.min(asked++, outcomes.length - 1)] ?? 'failed';
      return typeof outcome === 'string'
        ? Promise.reject(new ProviderError(outcome, outcome))
        : Promise.resolve(outcome);
    },
  });
  const states: Connection['state'][] = [];
  endpoints.onDidChange(({ state }) => states.push(state));
  return { endpoints, clock, states, asked: () => asked };
}

describe('the endpoint', () => {
  it('is ready once the server answered', async () => {
    const { endpoints, states } = endpointsWith(server);
    endpoints.connect({ baseUrl });
    await settle();
    expect(states).toEqual(['probing', 'ready']);
  });

  it('asks again after 1, 2, 4 … seconds while nothing answers, and at most every minute', async () => {
    const { endpoints, clock, asked } = endpointsWith('unreachable');
    endpoints.connect({ baseUrl });
    await settle();
    const times: number[] = [];
    for (let second = 1; second <= 300; second++) {
      const before = asked();
      await clock.advance(1_000);
      if (asked() > before) times.push(second);
    }
    expect(times).toEqual([1, 3, 7, 15, 31, 63, 123, 183, 243]);
  });

  it('becomes ready when the server appears', async () => {
    const { endpoints, clock, states } = endpointsWith('unreachable', server);
    endpoints.connect({ baseUrl });
    await settle();
    await clock.advance(1_000);
    expect(states).toEqual(['probing', 'failed', 'ready']);
  });

  it('does not ask again by itself after a refused key', async () => {
    const { endpoints, clock, asked } = endpointsWith('unauthorized');
    endpoints.connect({ baseUrl });
    await settle();
    await clock.advance(600_000);
    expect(asked()).toBe(1);
  });

  it('asks again when a request finds the server gone', async () => {
    const { endpoints, states } = endpointsWith(server, 'unreachable');
    endpoints.connect({ baseUrl });
    await settle();
    endpoints.report(new ProviderError('unreachable', 'ECONNREFUSED'));
    await settle();
    expect(states).toEqual(['probing', 'ready', 'failed']);
  });

  it('reads the list of models anew', async () => {
    const adapter = { id: 'style', root: undefined, parent: 'tiny', contextWindow: undefined };
    const llm = { ...server.llm, models: () => Promise.resolve([...server.models, adapter]) };
    const { endpoints, states } = endpointsWith({ ...server, llm: llm });
    endpoints.connect({ baseUrl });
    await settle();
    await endpoints.refresh();
    const { connection } = endpoints;
    const listed = connection.state === 'ready' ? connection.server.models : [];
    expect(listed.map(({ id }) => id)).toEqual(['tiny', 'style']);
    expect(states).toEqual(['probing', 'ready', 'ready']);
  });

  it('keeps its models while the list cannot be read', async () => {
    const refused = new ProviderError('unreachable', 'ECONNREFUSED');
    const llm = { ...server.llm, models: () => Promise.reject(refused) };
    const { endpoints, states } = endpointsWith({ ...server, llm: llm });
    endpoints.connect({ baseUrl });
    await settle();
    await expect(endpoints.refresh()).rejects.toBe(refused);
    expect(states).toEqual(['probing', 'ready']);
  });

  it('does not give the models of one server to another', async () => {
    let answer: (models: readonly ModelCard[]) => void = () => undefined;
    const models = () => new Promise<readonly ModelCard[]>((resolve) => (answer = resolve));
    const slow = { ...server, llm: { ...server.llm, models } };
    const { endpoints } = endpointsWith(slow, server);
    endpoints.connect({ baseUrl });
    await settle();
    const refreshed = endpoints.refresh();
    endpoints.connect({ baseUrl });
    await settle();
    answer([{ id: 'stale', root: undefined, parent: undefined, contextWindow: undefined }]);
    await refreshed;
    const { connection } = endpoints;
    expect(connection.state === 'ready' && connection.server.models[0].id).toBe('tiny');
  });

  it('keeps its state when a request was merely refused', async () => {
    const { endpoints, asked } = endpointsWith(server);
    endpoints.connect({ baseUrl });
    await settle();
    endpoints.report(new ProviderError('rejected', 'max_tokens'));
    await settle();
    expect(asked()).toBe(1);
  });

  it('forgets an answer that arrives after it turned elsewhere', async () => {
    const { endpoints, states } = endpointsWith(server);
    endpoints.connect({ baseUrl });
    endpoints.disconnect();
    await settle();
    expect(states).toEqual(['probing', 'disconnected']);
  });
});
