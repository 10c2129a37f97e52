import { describe, expect, it } from 'vitest';
import { Admission } from '../../../../src/embedded/generation/admission';
import { settle } from '../../../support/manualClock';

const never = new AbortController().signal;

describe('admission', () => {
  it('lets a bounded number in and the others wait in order', async () => {
    const admission = new Admission({ running: 2, waiting: 10 });
    const entered: string[] = [];
    const slots = new Map<string, { dispose(): void }>();
    for (const name of ['a', 'b', 'c', 'd']) {
      void admission.enter(never).then((slot) => {
        entered.push(name);
        slots.set(name, slot);
      });
    }
    await settle();
    expect([entered, admission.running, admission.waiting]).toEqual([['a', 'b'], 2, 2]);
    slots.get('b')?.dispose();
    slots.get('b')?.dispose();
    await settle();
    expect([entered, admission.running, admission.waiting]).toEqual([['a', 'b', 'c'], 2, 1]);
  });

  it('forgets who stops waiting', async () => {
    const admission = new Admission({ running: 1, waiting: 10 });
    const first = await admission.enter(never);
    const controller = new AbortController();
    const second = admission.enter(controller.signal);
    controller.abort();
    await expect(second).rejects.toThrow('aborted');
    expect(admission.waiting).toBe(0);
    first.dispose();
    expect(admission.running).toBe(0);
  });

  it('refuses what would overflow its queue with vLLM’s 503', async () => {
    const admission = new Admission({ running: 2, waiting: 3 });
    expect(() => {
      admission.check(5);
    }).not.toThrow();
    await admission.enter(never);
    expect(() => {
      admission.check(5);
    }).toThrow('The engine is currently busy');
  });
});

describe('places among several who ask', () => {
  const { signal } = new AbortController();

  it('go to who has the fewest, and of these to who came first', async () => {
    const admission = new Admission({ running: 3, waiting: 10 });
    const [many, second, third] = [{}, {}, {}];
    const order: string[] = [];
    const enter = async (name: string, asker: object) => {
      const place = await admission.enter(signal, asker);
      order.push(name);
      return place;
    };
    const held = await Promise.all([enter('many', many), enter('many', many), enter('many', many)]);
    const waiting = [
      enter('many', many),
      enter('many', many),
      enter('second', second),
      enter('third', third),
    ];
    expect([admission.isOwedBy(many), admission.isOwedBy(second)]).toEqual([true, false]);
    held[0].dispose();
    await waiting[2];
    held[1].dispose();
    (await waiting[3])?.dispose();
    (await waiting[0])?.dispose();
    await waiting[1];
    expect(order).toEqual(['many', 'many', 'many', 'second', 'third', 'many', 'many']);
    expect([admission.running, admission.waiting]).toEqual([3, 0]);
  });
});
