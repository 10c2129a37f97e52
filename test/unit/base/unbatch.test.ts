import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unbatch } from '../../../src/base/unbatch';

async function* from<T>(batches: readonly (readonly T[])[], end?: Error, closed?: () => void) {
  try {
    for (const batch of batches) yield await Promise.resolve(batch);
    if (end) throw end;
  } finally {
    closed?.();
  }
}

describe('items out of batches', () => {
  it('come in their order, empty batches or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.integer())), async (batches) => {
        const items = [];
        for await (const item of unbatch(() => Promise.resolve(from(batches)))) items.push(item);
        expect(items).toEqual(batches.flat());
      }),
    );
  });

  it('are not opened before the first is asked for', () => {
    let opened = 0;
    unbatch(() => {
      opened++;
      return Promise.resolve(from([[1]]));
    });
    expect(opened).toBe(0);
  });

  it('come before the failure behind them, which ends them', async () => {
    const iterator = unbatch(() => Promise.resolve(from([[1, 2]], new Error('broke'))));
    expect(await iterator.next()).toEqual({ value: 1, done: false });
    expect(await iterator.next()).toEqual({ value: 2, done: false });
    await expect(iterator.next()).rejects.toThrow('broke');
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('close their source when the reader leaves', async () => {
    let closed = 0;
    const items = unbatch(() => Promise.resolve(from([[1, 2], [3]], undefined, () => closed++)));
    for await (const item of items) if (item === 1) break;
    expect(closed).toBe(1);
  });
});
