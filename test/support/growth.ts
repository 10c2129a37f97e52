/** Whether work takes time in proportion to its input: told alike by a machine that is fast, slow or busy. */
import { expect } from 'vitest';

/** How many times as long the longer inputs are. The first end early what grows faster than squares do. */
const longer = [4, 16, 32] as const;

/** What garbage collection and caches may add; a square is four times as far off at the last. */
const most = 8;

/** Milliseconds of the processor beside which what every run costs, however short, does not count. */
const enough = 3;

/** What takes next to nothing for an input as long as this takes no time that grows. */
const longest = 1_000_000;

export interface Work<Input> {
  /** An input that grows with `size`, made anew for each run. */
  readonly input: (size: number) => Input | Promise<Input>;
  readonly work: (input: Input) => unknown;
  /** The first size that is tried, where shorter inputs are of another kind. */
  readonly from?: number;
}

/**
 * Fails where `work` takes more time than in proportion to its input. What is measured is the
 * processor's time of this process, of several runs the least: others only ever add to it.
 */
export async function expectLinearTime<Input>({
  input,
  work,
  from = 1,
}: Work<Input>): Promise<void> {
  const timeFor = (size: number, limit?: number): Promise<number> =>
    leastTime(async () => {
      const made = await input(size);
      return () => work(made);
    }, limit);
  for (let size = from; size <= longest; size *= 2) {
    if ((await timeFor(size, enough)) < enough) continue;
    // Code gets faster by being run, which must not hide that it gets slower by what it reads.
    await timeFor(size * 4, Number.POSITIVE_INFINITY);
    const short = await timeFor(size);
    if (short < enough) continue;
    for (const times of longer) {
      const limit = short * times * most;
      const long = await timeFor(size * times, limit);
      expect(long, `milliseconds for ${size * times}, and ${short} for ${size}`).toBeLessThan(
        limit,
      );
    }
    return;
  }
}

/** Fails where `read` takes more time than in proportion to how often a text repeats `piece`. */
export function expectLinearIn(piece: string, read: (text: string) => unknown): Promise<void> {
  return expectLinearTime({ input: (size) => piece.repeat(size), work: read });
}

/**
 * Milliseconds of the processor, of a few runs the least. Runs go on until one is below `limit`;
 * what is far beyond it is not asked again.
 */
export async function leastTime(
  prepare: () => Promise<() => unknown> | (() => unknown),
  limit = 0,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && least >= limit; run++) {
    const work = await prepare();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
    if (limit > 0 && least > limit * 2) break;
  }
  return least;
}
