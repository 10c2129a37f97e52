/** What is read of folders on a disk. */
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCorpus, type Corpus } from '../../../src/embedded/corpus/readCorpus';
import { stepsOf } from '../../support/stepsOf';

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

it.each(['directory', 'file'] as const)(
  'follows the ignore files of the repository around a folder, whose .git is a %s',
  async (kind) => {
    const folder = join(root, 'packages/x');
    await mkdir(join(folder, 'out'), { recursive: true });
    if (kind === 'file') await writeFile(join(root, '.git'), 'gitdir: ../.git/worktrees/x');
    else await mkdir(join(root, '.git'));
    await writeFile(join(root, '.gitignore'), '*.gen.ts');
    await writeFile(join(root, '.trellisignore'), '/packages/x/out');
    for (const name of ['a.ts', 'b.gen.ts', 'out/c.ts']) {
      await writeFile(join(folder, name), `const a = '${name}';`);
    }
    const limits = { maxFileBytes: 1_000, maxCorpusBytes: 10_000 };
    const read = async (path: string): Promise<readonly string[]> =>
      (await readCorpus({ folders: [{ path, patterns: [] }], ...limits })).files.map(
        ({ path: name }) => name,
      );
    expect(await read(folder)).toEqual(['a.ts']);
    await symlink(folder, join(root, 'link'));
    expect(await read(join(root, 'link'))).toEqual(['a.ts']);
    await rm(join(root, '.git'), { recursive: true });
    expect(await read(folder)).toEqual(['a.ts', 'b.gen.ts', 'out/c.ts']);
  },
);

it('reads nothing of an adapter whose folder is a link to another place, until it is a folder again', async () => {
  const real = await realpath(root);
  for (const folder of ['adapter', 'outside']) {
    await mkdir(join(real, folder));
    await writeFile(join(real, folder, 'a.ts'), `const a = '${folder}';`);
  }
  const read = async (): Promise<Pick<Corpus, 'directories'> & { texts: readonly string[] }> => {
    const { files, directories } = await readCorpus({
      folders: [],
      adapter: { path: real, patterns: [], directory: 'adapter' },
      maxFileBytes: 1_000,
      maxCorpusBytes: 10_000,
    });
    return { directories, texts: [...new Set(files.map(({ text }) => text))] };
  };
  const adapter = join(real, 'adapter');
  expect((await read()).texts).toEqual(["const a = 'adapter';"]);
  await rename(adapter, join(real, 'moved'));
  await symlink(join(real, 'outside'), adapter);
  // What is watched tells of its return.
  expect(await read()).toEqual({ directories: [adapter], texts: [] });
  await rm(adapter);
  await rename(join(real, 'moved'), adapter);
  expect((await read()).texts).toEqual(["const a = 'adapter';"]);
});

it('learns no secret that stands in a file', async () => {
  const token = `ghp_${'a1B2c3'.repeat(6)}`;
  await writeFile(join(root, 'a.ts'), `const token = '${token}';\nuse(token);\n`);
  const folders = [{ path: root, patterns: [] }];
  const { files } = await readCorpus({ folders, maxFileBytes: 1_000, maxCorpusBytes: 10_000 });
  expect(files.map(({ text }) => text)).toEqual(["const token = '';\nuse(token);\n"]);
});

it('learns a file without the byte order mark in front of it', async () => {
  await writeFile(join(root, 'a.ts'), '\ufeffconst a = 1;\n');
  const folders = [{ path: root, patterns: [] }];
  const { files } = await readCorpus({ folders, maxFileBytes: 1_000, maxCorpusBytes: 10_000 });
  expect(files.map(({ text }) => text)).toEqual(['const a = 1;\n']);
});

it('says that an ignore file is too hostile to be followed, and learns nothing below it', async () => {
  await writeFile(join(root, '.gitignore'), `${'/**/a'.repeat(200)}/**/[b]\n`.repeat(120));
  const path = join(root, 'a/'.repeat(60));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'a'.repeat(200)), 'const a = 1;');
  const folders = [{ path: root, patterns: [] }];
  const steps = await stepsOf(async () => {
    const read = await readCorpus({ folders, maxFileBytes: 1_000, maxCorpusBytes: 10_000 });
    expect(read.notes).toEqual([`.gitignore is too large or too slow to follow, in ${root}`]);
    expect(read.adapterFiles + read.files.length).toBe(0);
  });
  // Half a million for each of the folders are enough to give up.
  expect(steps).toBeLessThan(61 * 500_001);
});

it('learns nothing of a folder of keys, nor through a link to one', async () => {
  await mkdir(join(root, '.ssh'));
  await writeFile(join(root, '.ssh/config'), 'Host example');
  await symlink(join(root, '.ssh'), join(root, 'harmless'));
  for (const name of ['.ssh', 'harmless']) {
    const folders = [{ path: join(root, name), patterns: [] }];
    const { files } = await readCorpus({ folders, maxFileBytes: 1_000, maxCorpusBytes: 10_000 });
    expect(files).toEqual([]);
  }
});
