import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached } from '../../../scripts/lib/cache.mjs';

let cache = '';

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'trellis-cache-'));
});

afterEach(() => rm(cache, { recursive: true }));

function fill(text: string): (folder: string) => Promise<void> {
  return (folder) => writeFile(join(folder, 'file'), text);
}

const options = (change: (folder: string) => Promise<void>) => ({
  name: 'thing-1',
  fill: change,
  cache,
  retryAfterMs: 0,
});

describe('the cache of fetched programs', () => {
  it('fills a folder once, and finds it afterwards', async () => {
    const first = await cached(options(fill('first')));
    const second = await cached(options(fill('second')));
    expect(second).toBe(first);
    expect(await readFile(join(first, 'file'), 'utf8')).toBe('first');
  });

  it('is filled once however many ask at a time', async () => {
    let fills = 0;
    const count = async (folder: string): Promise<void> => {
      fills += 1;
      await fill('same')(folder);
    };
    const folders = await Promise.all([1, 2, 3].map(() => cached(options(count))));
    expect(new Set(folders).size).toBe(1);
    expect(fills).toBe(1);
  });

  it('tries three times, then fails with the last reason and leaves nothing behind', async () => {
    let tries = 0;
    const broken = (): Promise<void> => Promise.reject(new Error(`no network ${++tries}`));
    await expect(cached(options(broken))).rejects.toThrow('no network 3');
    expect(await readdir(cache)).toEqual([]);
  });

  it('holds no folder that is half filled', async () => {
    const whileFilling = async (folder: string): Promise<void> => {
      await fill('half')(folder);
      expect(existsSync(join(cache, 'thing-1'))).toBe(false);
    };
    await cached(options(whileFilling));
    expect(await readdir(cache)).toEqual(['thing-1']);
  });

  it('takes what another process put there in the meantime', async () => {
    const overtaken = async (folder: string): Promise<void> => {
      await fill('mine')(folder);
      await mkdir(join(cache, 'thing-1'));
      await fill('theirs')(join(cache, 'thing-1'));
    };
    const folder = await cached(options(overtaken));
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('theirs');
    expect(await readdir(cache)).toEqual(['thing-1']);
  });

  it('clears away what an interrupted run left a day ago, and nothing younger', async () => {
    const [old, young] = [join(cache, 'thing-1.partial-old'), join(cache, 'thing-1.partial-new')];
    await writeFile(old, '');
    await writeFile(young, '');
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(old, yesterday, yesterday);
    await cached(options(fill('new')));
    expect(existsSync(old)).toBe(false);
    expect(existsSync(young)).toBe(true);
  });
});
