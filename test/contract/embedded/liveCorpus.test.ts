/** A corpus on a disk, and what happens to it. */
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { createChangeFilter } from '../../../src/embedded/corpus/changeFilter';
import { LiveCorpus } from '../../../src/embedded/corpus/liveCorpus';
import { readCorpus } from '../../../src/embedded/corpus/readCorpus';
import { watchDirectories } from '../../../src/embedded/corpus/watchDirectories';
import { buildSnapshot } from '../../../src/embedded/model/buildSnapshot';
import { eventually } from '../../support/eventually';

let base = '';
let root = '';
let corpus: LiveCorpus | undefined;
/** What was heard of that made it read again. */
let counted: string[] = [];
/** Where folders were moved to. */
let others: string[] = [];

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'trellis-live-')));
  root = join(base, 'code/here');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, '.gitignore'), '*.log\nlogs/\n');
  await writeFile(join(root, 'a.ts'), 'const a = 1;');
  counted = [];
  let models = 0;
  corpus = new LiveCorpus({
    input: { folders: [{ path: root, patterns: [] }], maxFileBytes: 1_000, maxCorpusBytes: 10_000 },
    index: async (input) => {
      const { files, ...read } = await readCorpus(input);
      return { snapshot: buildSnapshot(files), ...read };
    },
    watch: watchDirectories,
    createChangeFilter: (input) => {
      const judge = createChangeFilter(input);
      return async (directory, name) => {
        const counts = await judge(directory, name);
        if (counts) counted.push(name ?? 'the directory itself');
        return counts;
      };
    },
    clock: systemClock,
    log: silentLog,
    nextId: () => models++,
    quietTime: 50,
    latestTime: 500,
  });
  corpus.start();
  await corpus.ready;
  expect(learnt()).toBe(2);
});

afterEach(async () => {
  corpus?.dispose();
  for (const folder of [base, ...others]) await rm(folder, { recursive: true, force: true });
  others = [];
});

const learnt = (): number => corpus?.learnt.snapshot.fileCount ?? -1;

function learns(files: number): Promise<void> {
  return eventually(`${files} files to be learnt`, () => learnt() === files);
}

it('learns though an ignored log never rests, and does not learn because of it', async () => {
  const writing = setInterval(() => appendFileSync(join(root, 'debug.log'), 'a line\n'), 5);
  try {
    await writeFile(join(root, 'b.ts'), 'const b = 2;');
    await learns(3);
    await writeFile(join(root, 'c.ts'), 'const c = 3;');
    await learns(4);
    expect(new Set(counted)).toEqual(new Set(['b.ts', 'c.ts']));
  } finally {
    clearInterval(writing);
  }
});

it.each([
  ['itself', () => root],
  ['with the folder around it', () => join(base, 'code')],
])('learns a root that was deleted %s and made again', async (_how, gone) => {
  for (let time = 0; time < 2; time++) {
    await rm(gone(), { recursive: true });
    await learns(0);
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'b.ts'), 'const b = 2;');
    await learns(1);
    await writeFile(join(root, 'c.ts'), 'const c = 3;');
    await learns(2);
  }
});

it('learns a root that was moved away and came back', async () => {
  await rename(root, `${root} elsewhere`);
  await learns(0);
  await rename(`${root} elsewhere`, root);
  await learns(2);
});

it.each([
  ['parent', () => join(base, 'code')],
  ['grandparent', () => base],
])('learns a root whose %s was moved away and made again', async (_who, moved) => {
  for (let time = 0; time < 2; time++) {
    await rename(moved(), `${moved()}-${time}`);
    others.push(`${moved()}-${time}`);
    await learns(0);
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'b.ts'), 'const b = 2;');
    await learns(1);
  }
});

it('does not learn because of what goes on above it', async () => {
  await writeFile(join(base, 'code/beside.ts'), 'const x = 1;');
  await writeFile(join(base, 'beside.ts'), 'const x = 1;');
  await writeFile(join(root, 'b.ts'), 'const b = 2;');
  await learns(3);
  expect(new Set(counted)).toEqual(new Set(['b.ts']));
});

it('follows an ignore file of the repository around it', async () => {
  await mkdir(join(base, '.git'));
  await writeFile(join(root, 'b.ts'), 'const b = 2;');
  await learns(3);
  await writeFile(join(base, '.gitignore'), 'a.ts');
  await learns(2);
});

it('learns what was written into a directory as soon as it was made', async () => {
  for (let each = 0; each < 5; each++) {
    await mkdir(join(root, `new${each}`));
    await writeFile(join(root, `new${each}/x.ts`), `const x = ${each};`);
  }
  await learns(7);
});

it("learns anew when git's own excludes change, or where they lie", async () => {
  const git = join(base, '.git');
  await mkdir(join(git, 'info'), { recursive: true });
  // Heard of like any folder that comes to be above the root.
  await writeFile(join(base, '.gitignore'), 'b.ts\n');
  await writeFile(join(root, 'touch.ts'), 'const t = 1;');
  await learns(3);
  await writeFile(join(git, 'info/exclude'), 'a.ts\n');
  await learns(2);
  await writeFile(join(git, 'info/exclude'), '');
  await learns(3);
  await writeFile(join(base, 'mine'), 'touch.ts\na.ts\n');
  await writeFile(join(git, 'config'), `[core]\n\texcludesFile = ${join(base, 'mine')}\n`);
  await learns(1);
  await writeFile(join(base, 'mine'), 'a.ts\n');
  await learns(2);
  counted = [];
  await writeFile(join(git, 'index'), 'nobody reads it');
  await writeFile(join(root, 'c.ts'), 'const c = 3;');
  await learns(3);
  expect(counted).toContain('c.ts');
  expect(counted).not.toContain('index');
});
