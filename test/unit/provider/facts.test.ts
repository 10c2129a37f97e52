/** Each capability has its own timeout: what is slow is unknown, and the rest is asked. */
import { describe, expect, it } from 'vitest';
import { AbortError, onAbort } from '../../../src/base/abort';
import { factNames, type Fact, type FactName } from '../../../src/provider/capabilities';
import { ProviderError } from '../../../src/provider/errors';
import type { CallOptions } from '../../../src/provider/llm';
import type { Call, Transport } from '../../../src/provider/transport/transport';
import { dialectOf } from '../../../src/provider/dialect';
import {
  ServerFacts,
  createMemoryFactStore,
  shortPatience,
} from '../../../src/provider/vllm/facts';
import { probeTimeout } from '../../../src/provider/vllm/probes';
import { ManualClock, settle } from '../../support/manualClock';

type Answer = 'silent' | ProviderError | Readonly<Record<string, unknown>>;

const two = { choices: [{ message: { content: 'a' } }, { message: { content: 'b' } }] };

/** Facts of a server that answers as `answerTo` says, at once or never. */
function asking(answerTo: (call: Call) => Answer) {
  const clock = new ManualClock();
  const sent: { readonly call: Call; readonly options: CallOptions }[] = [];
  const answer = (call: Call, options: CallOptions): Promise<never> => {
    sent.push({ call, options });
    const given = answerTo(call);
    if (given instanceof ProviderError) return Promise.reject(given);
    if (given !== 'silent') return Promise.resolve(given as never);
    return new Promise((_, reject) => onAbort(options.signal, () => reject(new AbortError())));
  };
  const events = async function* (call: Call, options: CallOptions): AsyncGenerator<never> {
    yield await answer(call, options);
  };
  const transport = { clock, json: answer, text: answer, events } as unknown as Transport;
  const dialect = dialectOf([0, 32, 0]);
  const facts = new ServerFacts({
    store: createMemoryFactStore(),
    now: () => new Date(clock.now()),
    clock,
    server: () => 's',
    context: (model, call) => ({
      transport,
      model,
      call,
      dialect,
      release: [0, 32, 0],
      front: 'vllm',
      word: () => 'word',
      onFingerprint: () => undefined,
    }),
  });
  return { clock, facts, sent };
}

const isBeams = ({ body }: Call): boolean => body?.['use_beam_search'] === true;

describe('what a server can do', () => {
  const wanted = ['tokenize', 'beams', 'samples'] as const;

  const broken = new ProviderError('unreachable', 'the connection broke: ECONNRESET');

  it('is asked once more where the connection broke', async () => {
    let breaks = 1;
    const { facts, sent } = asking((call) => (isBeams(call) && breaks-- > 0 ? broken : two));
    expect(await facts.all({ model: 'm', facts: wanted }, {})).toMatchObject({
      beams: { state: 'yes' },
      samples: { state: 'yes' },
    });
    expect(sent.filter(({ call }) => isBeams(call))).toHaveLength(2);
  });

  it('is unknown where the connection breaks at one question only, and the rest is asked', async () => {
    const { facts } = asking((call) => (isBeams(call) ? broken : two));
    expect(await facts.all({ model: 'm', facts: wanted }, {})).toMatchObject({
      beams: { state: 'unknown', saw: 'the connection broke (ECONNRESET)' },
      samples: { state: 'yes' },
    });
  });

  it('is not told where the server is gone', async () => {
    const { facts } = asking(() => broken);
    await expect(facts.all({ model: 'm', facts: wanted }, {})).rejects.toBe(broken);
  });

  it('is unknown where one answer is slow, and the rest is asked and told as it comes', async () => {
    const { clock, facts, sent } = asking((call) => (isBeams(call) ? 'silent' : two));
    const told: string[] = [];
    const found = facts.all(
      {
        model: 'm',
        facts: wanted,
        onAsk: (name) => told.push(`${name}?`),
        onFact: (name, { state }) => told.push(`${name} ${state}`),
      },
      {},
    );
    await settle();
    expect(told).toEqual(['tokenize?', 'tokenize yes', 'beams?']);
    await clock.advance(probeTimeout('beams') - 1);
    expect(told).toHaveLength(3);
    await clock.advance(1);
    const { beams, samples } = await found;
    expect(told.slice(3)).toEqual(['beams unknown', 'samples?', 'samples yes']);
    expect(beams).toMatchObject({ state: 'unknown', saw: 'no answer within 60 s' });
    expect(samples.state).toBe('yes');
    expect(sent.find(({ call }) => isBeams(call))?.options.signal?.aborted).toBe(true);
    expect(facts.peek('m', 'beams')).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('may take as long as a caller says, and no request of it is given up before', async () => {
    const { clock, facts, sent } = asking(() => 'silent');
    const found = facts.all({ model: 'm', facts: wanted }, { timeout: 90_000 });
    await clock.advance(3 * 90_000);
    const { tokenize, samples } = await found;
    for (const fact of [tokenize, samples]) expect(fact.saw).toBe('no answer within 90 s');
    expect(sent.map(({ options }) => options.timeout)).toEqual([90_000, 90_000, 90_000]);
  });

  it('costs a bounded time where a server is silent, however much is asked', async () => {
    const { clock, facts, sent } = asking(() => 'silent');
    const told: FactName[] = [];
    const found = facts.all({ model: 'm', onFact: (name) => told.push(name) }, {});
    for (let second = 0; second < 90; second++) await clock.advance(1_000);
    expect(told).toEqual(factNames);
    const all = await found;
    expect(clock.pending).toBe(0);
    const patience = sent.map(({ options }) => options.timeout ?? 0);
    expect(patience.filter((each) => each > shortPatience).length).toBeLessThanOrEqual(2);
    expect(all.samples).toMatchObject({ state: 'unknown', saw: 'no answer within 2 s' });
  });

  it('is asked with all patience again once an engine that was silent answers', async () => {
    const { clock, facts, sent } = asking(({ body }) =>
      body?.['n'] !== undefined && body['use_beam_search'] !== true ? two : 'silent',
    );
    const wantedThen = ['tokenize', 'beams', 'samples', 'images'] as const;
    const found = facts.all({ model: 'm', facts: wantedThen }, {});
    for (let second = 0; second < 120; second++) await clock.advance(1_000);
    expect((await found).samples.state).toBe('yes');
    expect(sent.map(({ options }) => options.timeout)).toEqual([10_000, 60_000, 2_000, 30_000]);
  });

  it('is asked in passing as long as what answers needs no engine', async () => {
    const { clock, facts, sent } = asking(({ path }) => (path === '/tokenize' ? two : 'silent'));
    const wantedThen = ['beams', 'samples', 'tokenize', 'images'] as const;
    const found = facts.all({ model: 'm', facts: wantedThen }, {});
    for (let second = 0; second < 120; second++) await clock.advance(1_000);
    await found;
    expect(sent.at(-1)?.options.timeout).toBe(shortPatience);
  });

  it.each<readonly [name: FactName, limit: number]>([
    ['metrics', 10_000],
    ['samples', 30_000],
    ['beams', 60_000],
  ])('waits for %s %d ms', (name, limit) => {
    expect(probeTimeout(name)).toBe(limit);
  });

  it('is unknown where a proxy has no more patience, in the words of that', async () => {
    const gateway = new ProviderError('timeout', 'upstream request timeout', { status: 504 });
    const { facts } = asking((call) => (isBeams(call) ? gateway : two));
    const { beams, samples } = await facts.all({ model: 'm', facts: wanted }, {});
    expect(beams).toMatchObject({
      state: 'unknown',
      saw: 'the server says “upstream request timeout”',
    });
    expect(samples.state).toBe('yes');
  });

  it('is not taken for known by whoever would act on silence', async () => {
    const { clock, facts } = asking(() => 'silent');
    const one = facts.one('m', 'samples', {});
    const heard = facts.heard('m', 'samples', {}).catch((error: unknown) => error);
    await clock.advance(30_000);
    expect(((await one) satisfies Fact).state).toBe('unknown');
    expect(await heard).toMatchObject({ code: 'timeout' });
  });

  it('that was slow is not waited for again in passing, for a minute', async () => {
    const { clock, facts, sent } = asking(() => 'silent');
    const first = facts.one('m', 'samples', {});
    await clock.advance(30_000);
    await first;
    expect((await facts.one('m', 'samples', {})).state).toBe('unknown');
    expect(sent).toHaveLength(1);
    await clock.advance(60_001);
    const later = facts.one('m', 'samples', {});
    await clock.advance(30_000);
    await later;
    // Whoever wants to know it asks in any case.
    const all = facts.all({ model: 'm', facts: ['samples'] }, {});
    await clock.advance(30_000);
    await all;
    expect(sent).toHaveLength(3);
  });

  it('does not count the time of another fact that it builds on', async () => {
    // Its grammars take all of their patience; the tag itself is asked afterwards.
    const { clock, facts, sent } = asking((call) =>
      JSON.stringify(call.body).includes('grammar') ? 'silent' : two,
    );
    const found = facts.all({ model: 'm', facts: ['structural-tags'] }, {});
    await clock.advance(30_000);
    await found;
    expect(sent).toHaveLength(2);
  });

  it('ends with whoever wants to know it', async () => {
    const { clock, facts } = asking(() => 'silent');
    const controller = new AbortController();
    const found = facts.all({ model: 'm', facts: wanted }, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(found).rejects.toBeInstanceOf(AbortError);
    expect(clock.pending).toBe(0);
  });
});
