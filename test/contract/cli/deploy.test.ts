import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runTrellis } from '../../support/runTrellis';

describe('a recipe in a file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-deploy-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const small = ['deploy', 'compose', '--model', 'qwen2.5-coder-7b-instruct', '--gpu-memory', '24'];

  it('is what would be printed', async () => {
    const path = join(folder, 'compose.yml');
    const printed = await runTrellis(small);
    const { code, stdout } = await runTrellis([...small, '--output', path]);
    expect([code, stdout]).toEqual([0, '']);
    expect(await readFile(path, 'utf8')).toBe(printed.stdout);
    expect(Object.keys(parse(printed.stdout) as object)).toEqual(['services', 'volumes']);
  });

  it('takes the place of none that exists', async () => {
    const path = join(folder, 'mine.yml');
    await writeFile(path, 'mine');
    const { code, stderr } = await runTrellis([...small, '--output', path]);
    expect([code, stderr]).toEqual([
      2,
      `trellis: cannot write ${path}: it exists already, and stays as it is\n`,
    ]);
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it.each([
    ['there is no such folder', 'none/compose.yml'],
    ['it exists already, and stays as it is', '.'],
  ])('cannot be where %s', async (reason, name) => {
    const before = await readdir(folder);
    const { code, stdout, stderr } = await runTrellis([...small, '--output', join(folder, name)]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(await readdir(folder)).toEqual(before);
  });

  // Whoever may do everything may write there, too.
  it.skipIf(process.getuid?.() === 0)('cannot be where nothing may be written', async () => {
    const locked = await mkdtemp(join(folder, 'locked-'));
    await chmod(locked, 0o500);
    const { code, stderr } = await runTrellis([...small, '--output', join(locked, 'a.yml')]);
    expect(code).toBe(2);
    expect(stderr).toContain('its folder may not be written to');
  });
});
