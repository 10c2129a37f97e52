import { describe, expect, it } from 'vitest';
import { WorkerPool, type Lease } from '../../../../src/embedded/constrained/workerPool';
import { fakeWorkers, ready } from '../../../support/fakeWorkers';
import { settle } from '../../../support/manualClock';

const never = new AbortController().signal;

async function leaseFirst(
  pool: WorkerPool,
  workers: ReturnType<typeof fakeWorkers>,
): Promise<Lease> {
  const leased = pool.lease(never);
  workers.spawned[0]?.say(ready);
  return leased;
}

describe('a worker pool', () => {
  it('starts nothing before the first job, and a spare with it', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 2);
    expect(workers.spawned.length).toBe(0);
    await leaseFirst(pool, workers);
    expect(workers.spawned.length).toBe(2);
  });

  it('gives one worker to one job at a time, in order', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 1);
    const first = await leaseFirst(pool, workers);
    const order: string[] = [];
    const second = pool.lease(never).then((lease) => {
      order.push('second');
      return lease;
    });
    void pool.lease(never).then(() => order.push('third'));
    await settle();
    expect(order).toEqual([]);
    first.release();
    first.release();
    expect((await second).worker).toBe(first.worker);
    await settle();
    expect(order).toEqual(['second']);
    (await second).release();
    await settle();
    expect(order).toEqual(['second', 'third']);
  });

  it('replaces a worker that was discarded', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 1);
    const first = await leaseFirst(pool, workers);
    const second = pool.lease(never);
    first.discard();
    expect(workers.spawned.map(({ terminated }) => terminated)).toEqual([true, false]);
    workers.spawned[1]?.say(ready);
    expect((await second).worker).toBe(workers.spawned[1]);
  });

  it('forgets an idle worker that died', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 1);
    (await leaseFirst(pool, workers)).release();
    workers.spawned[0]?.say({ kind: 'died', message: 'out of memory' });
    const next = pool.lease(never);
    workers.spawned[1]?.say(ready);
    expect((await next).worker).toBe(workers.spawned[1]);
  });

  it('tells who waits when a worker does not start, and tries again for the next', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 1);
    const [first, second] = [pool.lease(never), pool.lease(never)];
    workers.spawned[0]?.say({ kind: 'died', message: 'no such script' });
    await expect(first).rejects.toThrow('did not start: no such script');
    workers.spawned[1]?.say(ready);
    expect((await second).worker).toBe(workers.spawned[1]);
  });

  it('forgets who stops waiting', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 1);
    const controller = new AbortController();
    const gone = pool.lease(controller.signal);
    controller.abort();
    await expect(gone).rejects.toThrow('aborted');
    const next = pool.lease(never);
    workers.spawned[0]?.say(ready);
    expect((await next).worker).toBe(workers.spawned[0]);
  });

  it('ends all workers when it is disposed', async () => {
    const workers = fakeWorkers();
    const pool = new WorkerPool(() => workers.spawn(), 2);
    await leaseFirst(pool, workers);
    pool.dispose();
    expect(workers.spawned.map(({ terminated }) => terminated)).toEqual([true, true]);
  });
});
