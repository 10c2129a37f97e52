import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RingResult } from '../../../scripts/lib/report.mjs';
import { runChanged } from '../../../scripts/lib/testMemory.mjs';

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-memory-'));
  file = join(folder, 'cache', 'unit.json');
});

afterEach(() => rm(folder, { recursive: true }));

type Inputs = Readonly<Record<string, string>>;

/** What a ring makes of some files; each has one test, which passes unless it is among `bad`. */
async function ring(
  inputs: Inputs,
  options: {
    readonly bad?: Readonly<Record<string, 'failed' | 'skipped'>>;
    readonly wish?: 'changed' | 'all';
    readonly after?: Inputs;
  } = {},
): Promise<{ readonly ran: readonly string[]; readonly result: RingResult }> {
  const { bad = {}, wish = 'changed', after = inputs } = options;
  let ran: readonly string[] = [];
  const answers = [inputs, after];
  const result = await runChanged({
    file,
    wish,
    readFingerprints: () => Promise.resolve(new Map(Object.entries(answers.shift() ?? {}))),
    run: (names) => {
      ran = names;
      const tests = names.map((name) => {
        return { title: `${name} works`, state: bad[name] ?? 'passed' } as const;
      });
      const good = names.filter((name) => !(name in bad));
      return Promise.resolve({
        tests,
        passed: new Map(good.map((name) => [name, [`${name} works`]])),
      });
    },
  });
  return { ran, result };
}

const two = { a: '1', b: '1' };

describe('tests that passed', () => {
  it('run at first, and are counted without running as long as nothing changes', async () => {
    expect((await ring(two)).ran).toEqual(['a', 'b']);
    const { ran, result } = await ring(two);
    expect(ran).toEqual([]);
    expect(result.unchanged).toBe(2);
    expect(result.tests).toEqual([
      { title: 'a works', state: 'passed' },
      { title: 'b works', state: 'passed' },
    ]);
  });

  it.each<[what: string, now: Inputs, ran: readonly string[]]>([
    ['an input of theirs is another', { a: '1', b: '2' }, ['b']],
    ['they are new', { ...two, c: '1' }, ['c']],
    ['inputs of all are others', { a: '2', b: '2' }, ['a', 'b']],
  ])('run where %s', async (_what, now, expected) => {
    await ring(two);
    const { ran, result } = await ring(now);
    expect(ran).toEqual(expected);
    expect(result.tests).toHaveLength(Object.keys(now).length);
    expect(result.unchanged).toBe(Object.keys(now).length - expected.length);
  });

  it('are forgotten where their file is gone', async () => {
    await ring(two);
    expect((await ring({ a: '1' })).result.tests).toHaveLength(1);
    // Something else ran meanwhile, so that the memory was written.
    await ring({ a: '2' });
    expect((await ring({ a: '2', b: '1' })).ran).toEqual(['b']);
  });

  it('all run where that is wished for, and are known afterwards', async () => {
    await ring(two);
    const { ran, result } = await ring(two, { wish: 'all' });
    expect(ran).toEqual(['a', 'b']);
    expect(result.unchanged).toBe(0);
    expect((await ring(two)).ran).toEqual([]);
  });

  it('run again where an input changed while they ran', async () => {
    await ring(two, { after: { a: '1', b: '2' } });
    expect((await ring({ a: '1', b: '2' })).ran).toEqual(['b']);
    await ring({ a: '1', b: '3' }, { after: { a: '1', b: '2' } });
    expect((await ring({ a: '1', b: '3' })).ran).toEqual(['b']);
  });
});

describe.each(['failed', 'skipped'] as const)('tests that %s', (state) => {
  it('run again though nothing changed, and what passed beside them does not', async () => {
    await ring(two, { bad: { b: state } });
    expect((await ring(two)).ran).toEqual(['b']);
  });

  it('are no longer known to have passed', async () => {
    await ring(two);
    await ring(two, { bad: { b: state }, wish: 'all' });
    expect((await ring(two)).ran).toEqual(['b']);
  });
});

describe('a memory that cannot be used', () => {
  it.each([
    '',
    '{"a": {"fingerprint": "1", "tit',
    '[]',
    'null',
    '7',
    '{"a": "1", "b": null}',
    '{"a": {"fingerprint": "1"}, "b": {"fingerprint": "1", "titles": []}}',
    '{"a": {"fingerprint": "1", "titles": [7]}, "b": {"titles": ["b works"]}}',
  ])('is an empty one: %s', async (text) => {
    await ring(two);
    await writeFile(file, text);
    expect((await ring(two)).ran).toEqual(['a', 'b']);
    expect((await ring(two)).ran).toEqual([]);
  });

  it('keeps what of it can be read', async () => {
    await ring(two);
    const good = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...good, b: 'broken' }));
    expect((await ring(two)).ran).toEqual(['b']);
  });
});
