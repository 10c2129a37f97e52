/** What is read of folders on a disk. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCorpus } from '../../../src/embedded/corpus/readCorpus';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trellis-corpus-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

it('leaves out of each folder what its own patterns exclude', async () => {
  for (const folder of ['one', 'two']) {
    await mkdir(join(root, folder, 'out'), { recursive: true });
    await writeFile(join(root, folder, 'a.ts'), 'const a = 1;');
    await writeFile(join(root, folder, 'out/b.ts'), 'const b = 2;');
  }
  const { files } = await readCorpus({
    folders: [
      { path: join(root, 'one'), patterns: ['out'] },
      { path: join(root, 'two'), patterns: ['*.py'] },
    ],
    maxFileBytes: 1_000,
    maxCorpusBytes: 10_000,
  });
  expect(files.map(({ path }) => path)).toEqual(['a.ts', 'a.ts', 'out/b.ts']);
});
