import { describe, expect, it } from 'vitest';
import { interleave } from '../../../../src/embedded/generation/interleave';
import { settle } from '../../../support/manualClock';

async function* counted(
  count: number,
  log: string[] = [],
  name = '',
): AsyncGenerator<number, string> {
  try {
    for (let value = 0; value < count; value++) {
      log.push(`${name}${value}`);
      yield await Promise.resolve(value);
    }
    return `end of ${count}`;
  } finally {
    log.push(`${name}!`);
  }
}

describe('interleaved generators', () => {
  it('give all values and results, each in its own order', async () => {
    const seen: unknown[][] = [[], []];
    for await (const { index, value } of interleave([counted(3), counted(1)])) {
      seen[index]?.push(value);
    }
    expect(seen).toEqual([
      [0, 1, 2, 'end of 3'],
      [0, 'end of 1'],
    ]);
  });

  it('are asked for no more than one value ahead', async () => {
    const log: string[] = [];
    const merged = interleave([counted(5, log, 'a')]);
    await merged.next();
    await settle();
    expect(log).toEqual(['a0']);
    await merged.next();
    await settle();
    expect(log).toEqual(['a0', 'a1']);
    await merged.return(undefined);
  });

  it('are all ended when the reader stops', async () => {
    const log: string[] = [];
    for await (const { index } of interleave([counted(9, log, 'a'), counted(9, log, 'b')])) {
      if (index >= 0) break;
    }
    await settle();
    expect(log.filter((entry) => entry.endsWith('!')).sort()).toEqual(['a!', 'b!']);
  });

  it('are all ended when one of them throws, and its error is thrown', async () => {
    const log: string[] = [];
    async function* failing(): AsyncGenerator<number, string> {
      yield await Promise.resolve(1);
      throw new Error('broken');
    }
    const read = async (): Promise<void> => {
      for await (const next of interleave([counted(9, log, 'a'), failing()])) {
        expect(next.kind).toBe('value');
      }
    };
    await expect(read()).rejects.toThrow('broken');
    await settle();
    expect(log.at(-1)).toBe('a!');
  });
});
