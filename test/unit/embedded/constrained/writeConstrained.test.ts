import { describe, expect, it } from 'vitest';
import { plainEngine } from '../../../../src/embedded/emulation/emulation';
import { WorkerPool } from '../../../../src/embedded/constrained/workerPool';
import { writeConstrained } from '../../../../src/embedded/constrained/writeConstrained';
import { TimeSlicer } from '../../../../src/embedded/generation/timeSlicer';
import { buildSnapshot } from '../../../../src/embedded/model/buildSnapshot';
import { openModel } from '../../../../src/embedded/model/openModel';
import { fakeWorkers, ready } from '../../../support/fakeWorkers';
import { ManualClock, settle } from '../../../support/manualClock';

const snapshot = buildSnapshot([]);
const learnt = { id: 1, snapshot, model: openModel(snapshot) };
const sampling = {
  maxTokens: 5,
  temperature: 0,
  topP: 1,
  seed: 1,
  stop: [],
  stopTokenIds: [],
  includeStopInOutput: false,
  ignoreEnd: false,
  minTokens: 0,
  logprobs: undefined,
};
const chunk = (text: string) => ({ text, tokenCount: 1, logprobs: [] });

async function setUp() {
  const clock = new ManualClock();
  const workers = fakeWorkers();
  const pool = new WorkerPool(() => workers.spawn(), 1);
  const controller = new AbortController();
  // A slice that never ends, so that no event loop is needed between two chunks.
  const turns = new TimeSlicer(clock, Number.POSITIVE_INFINITY);
  const request = {
    learnt,
    prompt: [97],
    sampling,
    constraint: { kind: 'grammar', source: 'root ::= "a"' } as const,
  };
  const sequence = writeConstrained(
    request,
    { pool, turns, clock, emulation: plainEngine },
    controller.signal,
  );
  const first = sequence.next();
  await settle();
  const [worker] = workers.spawned;
  if (worker === undefined) throw new Error('no worker was started');
  worker.say(ready);
  await settle();
  return { clock, workers, worker, pool, controller, sequence, first };
}

describe('writing under a constraint', () => {
  it('gives the worker back once it is done, though nobody has read all of it', async () => {
    const { worker, workers, pool, sequence, first, clock } = await setUp();
    worker.say({ kind: 'compiled' });
    worker.say({ kind: 'chunks', chunks: [chunk('a'), chunk('b')] });
    worker.say({ kind: 'end', end: { finishReason: 'stop', stopReason: null } });
    await first;
    const next = await pool.lease(new AbortController().signal);
    const heard: string[] = [];
    next.worker.listen(({ kind }) => heard.push(kind));
    // Whoever stops reading now has no say over the other text.
    await sequence.return({ finishReason: 'stop', stopReason: null });
    await clock.advance(60_000);
    worker.say({ kind: 'compiled' });
    expect(heard).toEqual(['compiled']);
    expect(workers.spawned).toHaveLength(1);
  });

  it('passes on what the worker writes, and gives the worker back', async () => {
    const { worker, workers, pool, sequence, first } = await setUp();
    worker.say({ kind: 'compiled' });
    worker.say({ kind: 'chunks', chunks: [chunk('a'), chunk('b')] });
    worker.say({ kind: 'end', end: { finishReason: 'stop', stopReason: null } });
    expect((await first).value).toEqual(chunk('a'));
    expect((await sequence.next()).value).toEqual(chunk('b'));
    expect(await sequence.next()).toEqual({
      done: true,
      value: { finishReason: 'stop', stopReason: null },
    });
    expect((await pool.lease(new AbortController().signal)).worker).toBe(worker);
    expect(workers.spawned.length).toBe(1);
  });

  it('refuses a constraint with its first problem and place', async () => {
    const { worker, first } = await setUp();
    worker.say({ kind: 'refused', problems: [{ message: 'bad rule', line: 2, column: 3 }] });
    await expect(first).rejects.toMatchObject({
      status: 400,
      message: 'Invalid grammar specification: bad rule at line 2, column 3',
    });
    expect(worker.terminated).toBe(false);
  });

  it('replaces a worker that does not compile in time', async () => {
    const { clock, worker, first } = await setUp();
    const outcome = expect(first).rejects.toMatchObject({
      status: 400,
      message: 'Invalid grammar specification: not compiled within 5 seconds',
    });
    await clock.advance(4_999);
    expect(worker.terminated).toBe(false);
    await clock.advance(1);
    await outcome;
    expect(worker.terminated).toBe(true);
  });

  it('replaces a worker that writes nothing more for too long', async () => {
    const { clock, worker, sequence, first } = await setUp();
    worker.say({ kind: 'compiled' });
    worker.say({ kind: 'chunks', chunks: [chunk('a')] });
    await first;
    const outcome = expect(sequence.next()).rejects.toMatchObject({ status: 500 });
    await clock.advance(5_000);
    await outcome;
    await clock.advance(250);
    expect(worker.terminated).toBe(true);
  });

  it('ends a compilation whose client went away', async () => {
    const { worker, controller, first } = await setUp();
    controller.abort();
    await expect(first).rejects.toThrow('aborted');
    expect(worker.terminated).toBe(true);
  });

  it('asks a worker that writes to stop, and keeps it when it does', async () => {
    const { worker, controller, clock, sequence, first } = await setUp();
    worker.say({ kind: 'compiled' });
    worker.say({ kind: 'chunks', chunks: [chunk('a')] });
    await first;
    const next = sequence.next();
    controller.abort();
    await expect(next).rejects.toThrow('aborted');
    const [job] = worker.jobs;
    expect(job && new Int32Array(job.cancelled)[0]).toBe(1);
    worker.say({ kind: 'cancelled' });
    await clock.advance(1_000);
    expect(worker.terminated).toBe(false);
  });

  it('replaces a worker that does not stop when asked', async () => {
    const { worker, controller, clock, sequence, first } = await setUp();
    worker.say({ kind: 'compiled' });
    worker.say({ kind: 'chunks', chunks: [chunk('a')] });
    await first;
    const next = sequence.next();
    controller.abort();
    await expect(next).rejects.toThrow('aborted');
    await clock.advance(250);
    expect(worker.terminated).toBe(true);
  });

  it.each([
    ['broken', true],
    ['whole', false],
  ])('after a failure replaces a worker only if that is %s', async (_state, broken) => {
    const { worker, first } = await setUp();
    worker.say({ kind: 'failed', message: 'EBNF parser error', broken });
    await expect(first).rejects.toMatchObject({ status: 400 });
    expect(worker.terminated).toBe(broken);
  });

  it('answers 500 when the worker dies', async () => {
    const { worker, first } = await setUp();
    worker.say({ kind: 'died', message: 'out of memory' });
    await expect(first).rejects.toMatchObject({ status: 500, message: 'out of memory' });
  });
});
