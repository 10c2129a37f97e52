import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PriorityLimiter, type Priority } from '../../../src/base/priorityLimiter';

const never = undefined;

it('what is urgent goes before what waited longer, and each in its order', async () => {
  const turns = new PriorityLimiter(1);
  const first = await turns.take('soon', never);
  const order: string[] = [];
  const wait = async (name: string, urgency: Priority): Promise<void> => {
    const turn = await turns.take(urgency, never);
    order.push(name);
    turn.dispose();
  };
  const all = [wait('a', 'soon'), wait('b', 'soon'), wait('c', 'now'), wait('d', 'now')];
  first.dispose();
  await Promise.all(all);
  expect(order).toEqual(['c', 'd', 'a', 'b']);
});

it('whoever gives up leaves the queue, and is not waited for', async () => {
  const turns = new PriorityLimiter(1);
  const first = await turns.take('soon', never);
  const controller = new AbortController();
  const given = turns.take('now', controller.signal);
  const next = turns.take('soon', never);
  controller.abort();
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  first.dispose();
  await expect(next).resolves.toBeDefined();
  await expect(turns.take('now', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

it('never more than allowed at once, and nobody is forgotten', async () => {
  const task = fc.record({
    urgency: fc.constantFrom<Priority>('now', 'soon'),
    steps: fc.nat(4),
    patience: fc.option(fc.nat(4), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(task), async (most, tasks) => {
      const turns = new PriorityLimiter(most);
      let running = 0;
      let done = 0;
      const results = await Promise.allSettled(
        tasks.map(async ({ urgency, steps, patience }) => {
          const controller = new AbortController();
          const pending = turns.take(urgency, controller.signal);
          if (patience !== undefined) void ticks(patience).then(() => controller.abort());
          const turn = await pending;
          expect(++running).toBeLessThanOrEqual(most);
          await ticks(steps);
          running--;
          done++;
          turn.dispose();
          // Twice is once.
          turn.dispose();
        }),
      );
      const gaveUp = results.filter(({ status }) => status === 'rejected').length;
      expect(done + gaveUp).toBe(tasks.length);
      expect(tasks.filter(({ patience }) => patience === undefined).length).toBeLessThanOrEqual(
        done,
      );
    }),
  );
});

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await Promise.resolve();
}
