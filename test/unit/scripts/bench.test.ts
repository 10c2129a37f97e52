import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBench } from '../../../scripts/bench/bundle.mjs';

const folder = join(import.meta.dirname, '../../../scripts/bench');
const names = readdirSync(folder).flatMap((name) => /^(.*)\.ts$/.exec(name)?.[1] ?? []);

describe('what a benchmark measures', () => {
  it.each(names)('is bundled and loads: %s', async (name) => {
    const module = (await loadBench(name)) as Readonly<Record<string, unknown>>;
    const functions = Object.values(module).filter((value) => typeof value === 'function');
    expect(functions.length).toBeGreaterThan(0);
  });
});
