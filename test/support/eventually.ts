import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds: a machine that has much else to do may take long, and one that has not waits for nothing. */
const patience = 60_000;
const step = 10;

/** Waits until `holds`; fails with what was waited for. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`in vain waited for: ${what}`);
    await sleep(step);
  }
}
