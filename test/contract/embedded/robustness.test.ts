/** Bad input gets a clear answer, and whoever comes next is served. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { complete, metric, post } from '../../support/engineClient';
import { eventually } from '../../support/eventually';
import { expectLinearTime } from '../../support/growth';
import { HeldTimers } from '../../support/heldTimers';
import { startTestEngine } from '../../support/testEngine';

let engine: Engine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.close());

const health = (of = engine): Promise<Response> => fetch(new URL('/health', of.baseUrl));

/** Asks again and again, each time after the last answer. */
async function askHealth(times: number, of = engine): Promise<void> {
  for (let turn = 0; turn < times; turn++) expect((await health(of)).status).toBe(200);
}

const running = (of = engine): Promise<number> => metric(of, 'num_requests_running');
const idle = async (): Promise<boolean> => (await running()) === 0;
const written = (): Promise<number> => metric(engine, 'generation_tokens_total');

/** Milliseconds that the engine gives a grammar. */
const deadline = 5_000;

/** An engine of one test, no deadline of which comes unless the test says so. */
async function startHeld(clock: HeldTimers): Promise<Engine> {
  const held = await startTestEngine({ clock });
  onTestFinished(() => held.close());
  return held;
}

/** XGrammar takes many seconds for this, and nothing is wrong with it. */
const slow = (bound: number): string =>
  [
    `root ::= ${Array.from({ length: 300 }, (_, index) => `r${index}{0,${bound}}`).join(' ')}`,
    ...Array.from(
      { length: 300 },
      (_, index) => `r${index} ::= ("a${index}" | [a-z] [0-9]){1,${bound}} r${(index + 1) % 300}?`,
    ),
  ].join('\n');

describe('the engine', () => {
  it.each([
    ['a grammar without root', { structured_outputs: { grammar: 'foo ::= "a"' } }],
    ['a grammar that never ends', { structured_outputs: { grammar: 'root ::= root' } }],
    ['a cubic grammar', { structured_outputs: { grammar: 'root ::= ("a"? "b"?)* "c"' } }],
    ['a regex with look-ahead', { structured_outputs: { regex: 'a(?=b)' } }],
    ['a schema it cannot follow', { structured_outputs: { json: { uniqueItems: true } } }],
    ['beams that are too wide', { use_beam_search: true, n: 11 }],
    ['a suffix', { suffix: 'x' }],
  ])('refuses %s with 400 and goes on', async (_name, fields) => {
    const response = await post(engine, '/v1/completions', { prompt: 'a', ...fields });
    const body = (await response.json()) as { error: { message: string; code: number } };
    expect([response.status, body.error.code]).toEqual([400, 400]);
    expect(body.error.message.length).toBeGreaterThan(10);
    const next = await complete(engine, { prompt: 'a', structured_outputs: { choice: ['ok'] } });
    expect(next.choices[0]?.text).toBe('ok');
  });

  it('answers health while a grammar compiles, stops at its deadline, and goes on', async () => {
    const clock = new HeldTimers();
    const held = await startHeld(clock);
    let settled = false;
    const answer = post(held, '/v1/completions', {
      prompt: 'a',
      max_tokens: 5,
      structured_outputs: { grammar: slow(160) },
    }).finally(() => {
      settled = true;
    });
    await eventually('the grammar to be compiled', () => clock.waitsFor(deadline));
    await askHealth(20, held);
    expect(settled).toBe(false);
    await clock.advance(deadline);
    const response = await answer;
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('not compiled within 5 seconds');
    const next = await complete(held, { prompt: 'a', structured_outputs: { choice: ['ok'] } });
    expect(next.choices[0]?.text).toBe('ok');
  });

  it('ends a compilation whose client went away', async () => {
    // No deadline ends what the abort does not, and there are no more workers than this.
    const clock = new HeldTimers();
    const held = await startHeld(clock);
    for (let worker = 0; worker < 2; worker++) {
      const controller = new AbortController();
      const answer = post(
        held,
        '/v1/completions',
        { prompt: 'a', structured_outputs: { grammar: slow(160) } },
        { signal: controller.signal },
      );
      await eventually('the grammar to be compiled', () => clock.waitsFor(deadline));
      controller.abort();
      await expect(answer).rejects.toThrow();
      await eventually('the text to be given up', async () => (await running(held)) === 0);
    }
    const next = await complete(held, { prompt: 'a', structured_outputs: { choice: ['ok'] } });
    expect(next.choices[0]?.text).toBe('ok');
  });

  it.each([
    ['freely', 1, 30_000, {}],
    ['under a constraint', 1, 9_000, { structured_outputs: { regex: '[a-z ]{9000}' } }],
    ['several at once', 4, 120_000, { n: 4 }],
    ['what is not streamed', 1, 30_000, { stream: false }],
  ])('stops writing %s when the client goes away', async (_name, texts, whole, fields) => {
    const before = await written();
    const controller = new AbortController();
    const answer = post(
      engine,
      '/v1/completions',
      { prompt: 'import ', max_tokens: 30_000, ignore_eos: true, stream: true, ...fields },
      { signal: controller.signal },
    ).then((response) => response.text());
    await eventually('a text to be begun', async () => (await written()) > before);
    expect(await running()).toBe(texts);
    controller.abort();
    await expect(answer).rejects.toThrow();
    await eventually('the texts to be given up', idle);
    const after = await written();
    expect(after - before).toBeLessThan(whole / 2);
    await askHealth(5);
    expect(await written()).toBe(after);
  });

  it('serves others while it writes several long texts', async () => {
    const before = await written();
    const controller = new AbortController();
    const ended: number[] = [];
    const streams = Array.from({ length: 4 }, (_, index) =>
      post(
        engine,
        '/v1/completions',
        { prompt: 'import ', max_tokens: 30_000, ignore_eos: true, stream: true },
        { signal: controller.signal },
      ).then(async (response) => {
        await response.text();
        ended.push(index);
      }),
    );
    await eventually('all to be written', async () => (await running()) === 4);
    await askHealth(15);
    expect(ended).toEqual([]);
    expect(await written()).toBeGreaterThan(before);
    controller.abort();
    await Promise.allSettled(streams);
    await eventually('the texts to be given up', idle);
  });

  describe.each(['/v1/completions', '/tokenize'])('at %s', (path) => {
    const ask = (prompt: string): Promise<Response> =>
      post(engine, path, { prompt, max_tokens: 1 });

    it('refuses a prompt of 10 MB and serves others', async () => {
      const [response, other] = await Promise.all([ask('a '.repeat(5 * 1024 * 1024)), health()]);
      expect([response.status, other.status]).toEqual([400, 200]);
      expect(await response.text()).toContain(
        "This model's maximum context length is 32768 tokens",
      );
    });

    it('reads a prompt in time in proportion to it', async () => {
      const work = async (prompt: string): Promise<unknown> => (await ask(prompt)).text();
      await expectLinearTime({ input: (size) => 'a '.repeat(size), work, from: 32 * 1024 });
    });
  });

  it('refuses a body that is larger than any prompt', async () => {
    const response = await post(engine, '/v1/completions', {
      prompt: 'a'.repeat(33 * 1024 * 1024),
    });
    expect(response.status).toBe(413);
  });

  it.each([
    ['arrays', '['.repeat(1_000_000)],
    [
      'a schema',
      `{"prompt":"a","structured_outputs":{"json":${'{"items":'.repeat(20_000)}{}${'}'.repeat(20_000)}}}`,
    ],
  ])('survives deeply nested %s', async (_name, body) => {
    const response = await fetch(new URL('/v1/completions', engine.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect((await health()).status).toBe(200);
  });

  it('queues more texts than it writes at once, and forgets those nobody waits for', async () => {
    const controller = new AbortController();
    const answer = post(
      engine,
      '/v1/completions',
      { prompt: 'import ', n: 500, max_tokens: 30_000, ignore_eos: true, temperature: 1 },
      { signal: controller.signal },
    );
    await eventually(
      'some to wait',
      async () => (await metric(engine, 'num_requests_waiting')) > 0,
    );
    expect(await running()).toBe(64);
    controller.abort();
    await expect(answer).rejects.toThrow();
    await eventually(
      'all to be forgotten',
      async () => (await running()) + (await metric(engine, 'num_requests_waiting')) === 0,
    );
  });

  it('answers 503 in vLLM’s words when the queue is full', async () => {
    const response = await post(engine, '/v1/completions', {
      prompt: Array.from({ length: 1_000 }, () => 'a'),
      n: 100,
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      error: { type: 'Service Unavailable', code: 503, param: null },
    });
  });
});
