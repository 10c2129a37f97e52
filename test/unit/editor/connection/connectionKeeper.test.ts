import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/base/emitter';
import { silentLog } from '../../../../src/base/log';
import { ConnectionKeeper } from '../../../../src/editor/connection/connectionKeeper';
import { createLLM, type LLMOptions } from '../../../../src/provider/createLLM';
import { Endpoints } from '../../../../src/provider/endpoints';
import { ProviderError, type ProviderErrorCode } from '../../../../src/provider/errors';
import type { ProbedServer } from '../../../../src/provider/probe';
import { ManualClock, settle } from '../../../support/manualClock';

const configured = {
  api: 'http://gpu:8000/v1',
  root: 'http://gpu:8000',
  origin: 'http://gpu:8000',
};

function failure(code: ProviderErrorCode): ProviderError {
  return new ProviderError(code, 'no', code === 'unauthorized' ? { status: 401 } : {});
}

/** A keeper in a world where the configured server and the engine do as the test says. */
function world(start: { configured: 'up' | ProviderErrorCode; engine?: 'works' | 'dies' }) {
  const clock = new ManualClock();
  const exits = new Emitter<{ readonly expected: boolean }>();
  const state = { configured: start.configured, starts: 0, running: false, remembered: 0 };
  const probe = ({ baseUrl }: LLMOptions): Promise<ProbedServer> => {
    const fails = baseUrl.api === configured.api && state.configured !== 'up';
    if (fails) return Promise.reject(failure(state.configured as ProviderErrorCode));
    return Promise.resolve({
      llm: createLLM('vllm', { baseUrl }),
      kind: 'vllm',
      version: '0.32.0',
      models: [{ id: 'm', root: undefined, parent: undefined, contextWindow: 1 }],
      unread: 0,
    });
  };
  const die = (): void => {
    state.running = false;
    exits.fire({ expected: false });
  };
  const endpoints = new Endpoints({ clock, probe });
  const keeper = new ConnectionKeeper({
    endpoints,
    clock,
    probe,
    log: silentLog,
    onConfiguredReady: () => state.remembered++,
    engine: {
      get running() {
        return state.running;
      },
      onDidExit: exits.event,
      start: () => {
        state.starts++;
        state.running = start.engine !== 'dies';
        if (state.running) return Promise.resolve({ port: 4000 + state.starts, token: 't' });
        queueMicrotask(die);
        return Promise.reject(new Error('ended'));
      },
      stop: () => (state.running = false),
    },
  });
  const apply = async (standIn: 'allowed' | 'refused'): Promise<void> => {
    keeper.apply({ server: { baseUrl: configured }, standIn });
    await settle();
  };
  const using = (): string => {
    const { connection } = endpoints;
    return connection.state === 'ready' ? connection.server.llm.baseUrl : connection.state;
  };
  return { keeper, clock, state, apply, using, die };
}

describe('the server in use', () => {
  it('is the configured one where it answers, and that is remembered', async () => {
    const { apply, using, state } = world({ configured: 'up' });
    await apply('allowed');
    expect(using()).toBe(configured.api);
    expect(state).toMatchObject({ starts: 0, remembered: 1 });
  });

  it.each(['unreachable', 'bad-response', 'not-found', 'timeout'] as const)(
    'is the embedded engine where the default address is %s',
    async (code) => {
      const { apply, using, keeper } = world({ configured: code });
      await apply('allowed');
      expect(using()).toBe('http://127.0.0.1:4001/v1');
      expect(keeper.source).toBe('embedded');
    },
  );

  it('is nobody where the engine may not stand in', async () => {
    const { apply, using, state } = world({ configured: 'unreachable' });
    await apply('refused');
    expect(using()).toBe('failed');
    expect(state.starts).toBe(0);
  });

  it('is nobody where only a key is missing: a person can enter it', async () => {
    const { apply, using, state } = world({ configured: 'unauthorized' });
    await apply('allowed');
    expect(using()).toBe('failed');
    expect(state.starts).toBe(0);
  });

  it('becomes the real one when it appears, and the engine ends', async () => {
    const { apply, using, state, clock } = world({ configured: 'unreachable' });
    await apply('allowed');
    state.configured = 'up';
    await clock.advance(10_000);
    expect(using()).toBe(configured.api);
    expect(state.running).toBe(false);
  });

  it('is the engine again after it was killed, three times and then no more', async () => {
    const { apply, using, state, clock, die, keeper } = world({ configured: 'unreachable' });
    await apply('allowed');
    for (let kill = 1; kill <= 3; kill++) {
      die();
      await clock.advance(5_000);
      expect(using()).toBe(`http://127.0.0.1:${4001 + kill}/v1`);
    }
    die();
    await clock.advance(60_000);
    expect(state.starts).toBe(4);
    expect(keeper.source).toBe('configured');
    expect(using()).toBe('failed');
  });

  it('is nobody, with its reason, where the engine cannot start', async () => {
    const { apply, using, state, clock } = world({ configured: 'unreachable', engine: 'dies' });
    await apply('allowed');
    await clock.advance(60_000);
    expect(using()).toBe('failed');
    expect(state.starts).toBe(4);
  });

  it('stays the configured one after a person stopped the engine', async () => {
    const { apply, using, state, clock, keeper } = world({ configured: 'unreachable' });
    await apply('allowed');
    keeper.stopEmbedded();
    await clock.advance(60_000);
    expect(using()).toBe('failed');
    expect(state).toMatchObject({ running: false, starts: 1 });
  });

  it('is the engine on request, also where it may not stand in unasked', async () => {
    const { apply, using, keeper } = world({ configured: 'unreachable' });
    await apply('refused');
    await keeper.useEmbedded();
    await settle();
    expect(using()).toBe('http://127.0.0.1:4001/v1');
  });

  it('is the engine for as long as a person wants it, though the configured one answers', async () => {
    const { apply, using, keeper, clock } = world({ configured: 'up' });
    await apply('refused');
    await keeper.useEmbedded();
    await clock.advance(60_000);
    expect(using()).toBe('http://127.0.0.1:4001/v1');
    await apply('refused');
    expect(using()).toBe('http://127.0.0.1:4001/v1');
  });

  it('is the configured one again when a person connects', async () => {
    const { apply, using, keeper } = world({ configured: 'up' });
    await apply('refused');
    await keeper.useEmbedded();
    keeper.connect({ server: { baseUrl: configured }, standIn: 'refused' });
    await settle();
    expect(using()).toBe(configured.api);
  });

  it('is nobody while the address is none, and the engine again once it is one', async () => {
    const { apply, using, keeper, state } = world({ configured: 'unreachable' });
    await apply('allowed');
    keeper.apply({ server: { address: 'http://', problem: 'not-a-url' }, standIn: 'refused' });
    expect(using()).toBe('misconfigured');
    expect(state.running).toBe(false);
    await apply('allowed');
    expect(using()).toBe('http://127.0.0.1:4002/v1');
  });

  it('starts the engine anew when what it may learn from has changed, and only then', async () => {
    const { apply, using, keeper, state } = world({ configured: 'unreachable' });
    await keeper.renewEmbedded();
    expect(state.starts).toBe(0);
    await apply('allowed');
    await keeper.renewEmbedded();
    await settle();
    expect(using()).toBe('http://127.0.0.1:4002/v1');
  });

  it('leaves nothing running when it is disposed', async () => {
    const { apply, state, clock, keeper } = world({ configured: 'unreachable' });
    await apply('allowed');
    keeper.dispose();
    expect(state.running).toBe(false);
    await clock.advance(60_000);
    expect(state.starts).toBe(1);
  });
});
