import { describe, expect, it } from 'vitest';
import type { Constraint } from '../../../src/guided/constraint';
import { Verifier, type VerifierThread } from '../../../src/guided/verifier';
import type { VerifierMessage, VerifyJob } from '../../../src/guided/verifierProtocol';
import { ManualClock, settle } from '../../support/manualClock';

const constraint: Constraint = { kind: 'regex', pattern: 'a' };
const complete: VerifierMessage = { kind: 'verdict', match: { match: 'complete' } };

interface FakeThread {
  readonly jobs: readonly VerifyJob[];
  readonly terminated: boolean;
  say(message: VerifierMessage): Promise<void>;
}

/** Threads that say only what a test makes them say; jobs are copied as a real one copies them. */
function setUp() {
  const clock = new ManualClock();
  const threads: FakeThread[] = [];
  const spawn = (): VerifierThread => {
    let listener: (message: VerifierMessage) => void = () => {};
    const jobs: VerifyJob[] = [];
    const thread = {
      jobs,
      terminated: false,
      say(message: VerifierMessage) {
        listener(message);
        return settle();
      },
    };
    threads.push(thread);
    return {
      post: (job) => jobs.push(structuredClone(job)),
      listen: (next) => (listener = next),
      terminate: () => (thread.terminated = true),
    };
  };
  const verifier = new Verifier(spawn, clock);
  const thread = (index: number): FakeThread => {
    const found = threads[index];
    if (!found) throw new Error('it was not started');
    return found;
  };
  return { clock, verifier, threads, thread };
}

describe('a verifier', () => {
  it('keeps its thread from one text to the next', async () => {
    const { clock, verifier, threads, thread } = setUp();
    for (const text of ['a', 'b']) {
      const verdict = verifier.verify(constraint, text);
      await settle();
      if (text === 'a') await thread(0).say({ kind: 'ready' });
      await thread(0).say({ kind: 'compiled' });
      await thread(0).say(complete);
      expect(await verdict).toEqual({ match: 'complete' });
    }
    expect(thread(0).jobs.map(({ text }) => text)).toEqual(['a', 'b']);
    expect([threads.length, clock.pending]).toEqual([1, 0]);
  });

  it.each([
    ['compile the constraint', [{ kind: 'ready' }], 5_000, 'a'],
    ['compile the constraint', [], 5_000, 'a'],
    ['follow the text', [{ kind: 'ready' }, { kind: 'compiled' }], 500, 'a'],
    ['follow the text', [{ kind: 'ready' }, { kind: 'compiled' }], 1_000, 'a'.repeat(100_000)],
  ] as const)('gives up when it takes too long to %s', async (what, messages, deadline, text) => {
    const { clock, verifier, thread } = setUp();
    const verdict = verifier.verify(constraint, text);
    await settle();
    for (const message of messages) await thread(0).say(message);
    await clock.advance(deadline - 1);
    expect(thread(0).terminated).toBe(false);
    await clock.advance(1);
    expect(thread(0).terminated).toBe(true);
    const reason = `the check took too long to ${what}`;
    expect(await verdict).toEqual({ match: 'unchecked', reason });
  });

  it('has another thread warm when one took too long', async () => {
    const { clock, verifier, thread } = setUp();
    const slow = verifier.verify(constraint, 'slow');
    await settle();
    await clock.advance(5_000);
    await slow;
    await thread(1).say({ kind: 'ready' });
    const next = verifier.verify(constraint, 'next');
    await settle();
    expect(thread(1).jobs).toHaveLength(1);
    await thread(1).say(complete);
    expect(await next).toEqual({ match: 'complete' });
  });

  it('survives aborts, of what runs and of what waits', async () => {
    const { clock, verifier, thread } = setUp();
    const stop = new AbortController();
    const running = verifier.verify(constraint, 'running', { signal: stop.signal });
    const waiting = verifier.verify(constraint, 'waiting', { signal: stop.signal });
    const other = verifier.verify(constraint, 'other');
    await settle();
    await thread(0).say({ kind: 'ready' });
    stop.abort();
    const stopped = { match: 'unchecked', reason: 'the check was stopped' };
    expect([await running, await waiting]).toEqual([stopped, stopped]);
    expect(thread(0).terminated).toBe(true);
    await settle();
    await thread(1).say({ kind: 'ready' });
    expect(thread(1).jobs.map(({ text }) => text)).toEqual(['other']);
    await thread(1).say(complete);
    expect(await other).toEqual({ match: 'complete' });
    expect(clock.pending).toBe(0);
  });

  it('replaces a thread that breaks when the next text comes', async () => {
    const { verifier, threads, thread } = setUp();
    const verdict = verifier.verify(constraint, 'a');
    await settle();
    await thread(0).say({ kind: 'broken', reason: 'no such script' });
    expect(await verdict).toEqual({ match: 'unchecked', reason: 'no such script' });
    expect(threads).toHaveLength(1);
    void verifier.verify(constraint, 'b');
    await settle();
    expect(threads).toHaveLength(2);
  });

  it('stops when it is disposed', async () => {
    const { clock, verifier, threads } = setUp();
    const verdict = verifier.verify(constraint, 'a');
    await settle();
    verifier.dispose();
    expect(await verdict).toEqual({ match: 'unchecked', reason: 'the check was stopped' });
    expect(threads.map(({ terminated }) => terminated)).toEqual([true]);
    expect(clock.pending).toBe(0);
  });

  const deep = Array.from({ length: 100_000 }).reduce((schema) => ({ items: schema }), {});

  it.each([
    [{ kind: 'json', schema: deep }, 'the constraint is nested too deeply to be checked'],
    [{ kind: 'json', schema: { default: () => 1 } }, /^the constraint cannot be checked here/],
  ] as const)('says why when a constraint cannot be handed on', async (unsendable, reason) => {
    const { verifier, thread } = setUp();
    const verdict = verifier.verify(unsendable, 'a');
    await settle();
    await thread(0).say({ kind: 'ready' });
    expect(await verdict).toEqual({
      match: 'unchecked',
      reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
    });
    const next = verifier.verify(constraint, 'a');
    await settle();
    await thread(0).say(complete);
    expect(await next).toEqual({ match: 'complete' });
  });

  it('says why when no thread can be started', async () => {
    const broken = new Verifier(() => {
      throw new Error('no threads left');
    }, new ManualClock());
    const unchecked = { match: 'unchecked', reason: 'Error: no threads left' };
    expect(await broken.verify(constraint, 'a')).toEqual(unchecked);
    expect(await broken.verify(constraint, 'a')).toEqual(unchecked);
  });
});
