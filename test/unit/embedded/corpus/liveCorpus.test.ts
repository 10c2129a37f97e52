import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/base/log';
import type { IndexCorpus } from '../../../../src/embedded/corpus/indexer';
import { LiveCorpus } from '../../../../src/embedded/corpus/liveCorpus';
import { buildSnapshot } from '../../../../src/embedded/model/buildSnapshot';
import { ManualClock, settle } from '../../../support/manualClock';

function setUp(folders: readonly string[] = ['/code'], notes: readonly string[] = []) {
  const clock = new ManualClock();
  const runs: {
    finish(text: string, directories?: readonly string[]): void;
    fail(): void;
    readonly signal: AbortSignal;
  }[] = [];
  let changed: (name?: string) => void = () => {};
  const watched: (readonly string[])[] = [];
  const said: string[] = [];
  const index: IndexCorpus = (_input, signal) =>
    new Promise((resolve, reject) => {
      runs.push({
        signal,
        finish(text, directories = ['/code']) {
          const snapshot = buildSnapshot([{ path: 'a.ts', text }]);
          resolve({ snapshot, directories, adapterFiles: 0, notes });
        },
        fail() {
          reject(new Error('no room'));
        },
      });
    });
  let models = 0;
  const corpus = new LiveCorpus({
    input: {
      folders: folders.map((path) => ({ path, patterns: [] })),
      maxFileBytes: 1,
      maxCorpusBytes: 1,
    },
    index,
    watch: (directories, onChange) => {
      watched.push(directories);
      changed = (name = 'a.ts') => {
        onChange('/code', name);
      };
      return { dispose() {} };
    },
    clock,
    log: {
      ...silentLog,
      debug: (message) => said.push(`debug: ${message}`),
      info: (message) => said.push(`info: ${message}`),
      warn: (message) => said.push(`warn: ${message}`),
    },
    createChangeFilter: () => (_directory, name) => Promise.resolve(name !== 'ignored.log'),
    quietTime: 100,
    latestTime: 250,
    nextId: () => models++,
  });
  return {
    corpus,
    clock,
    runs,
    watched,
    said,
    change: async (name?: string) => {
      changed(name);
      await settle();
    },
  };
}

describe('a live corpus', () => {
  it('has a model of nothing from the start, and replaces it as a whole', async () => {
    const { corpus, runs, watched } = setUp();
    const first = corpus.learnt;
    expect(first.snapshot.fileCount).toBe(0);
    corpus.start();
    expect(corpus.learnt).toBe(first);
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    expect(corpus.learnt.snapshot.fileCount).toBe(1);
    expect(corpus.learnt.id).not.toBe(first.id);
    expect(watched).toEqual([['/code']]);
  });

  it('lets those who ask wait for the first reading only', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    const asked = corpus.learntOnce();
    runs[0]?.finish('const a = 1;');
    expect((await asked).snapshot.fileCount).toBe(1);
    await change();
    await clock.advance(100);
    expect(runs.length).toBe(2);
    expect(await corpus.learntOnce()).toBe(await asked);
  });

  it('lets nobody wait for a reading that failed', async () => {
    const { corpus, runs } = setUp();
    corpus.start();
    const asked = corpus.learntOnce();
    runs[0]?.fail();
    expect((await asked).snapshot.fileCount).toBe(0);
  });

  it('reads again once changes have been quiet for a while', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    await clock.advance(90);
    await change();
    await clock.advance(90);
    expect(runs.length).toBe(1);
    await clock.advance(10);
    expect(runs.length).toBe(2);
  });

  it('reads again in the end, though changes never are quiet', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    for (let time = 0; time < 240; time += 40) {
      await change();
      await clock.advance(40);
    }
    expect(runs.length).toBe(1);
    await change();
    await clock.advance(10);
    expect(runs.length).toBe(2);
  });

  it('takes no notice of what may not be learnt, however often it changes', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    for (let time = 0; time < 50; time++) {
      await change('ignored.log');
      await clock.advance(40);
    }
    expect([runs.length, clock.pending]).toEqual([1, 0]);
    await change();
    for (let time = 0; time < 3; time++) {
      await clock.advance(40);
      await change('ignored.log');
    }
    expect(runs.length).toBe(2);
  });

  it('reads once more where there are directories that it had not watched', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    for (const [run, expected] of [
      [1, 3],
      [2, 3],
    ] as const) {
      await clock.advance(100);
      runs[run]?.finish('const a = 1;', ['/code', '/code/new']);
      await settle();
      await clock.advance(100);
      expect(runs.length).toBe(expected);
    }
  });

  it('watches its folders where the first reading failed', async () => {
    const { corpus, clock, runs, watched, change } = setUp();
    corpus.start();
    runs[0]?.fail();
    await corpus.ready;
    expect(watched).toEqual([['/code']]);
    await change();
    await clock.advance(100);
    expect(runs.length).toBe(2);
  });

  it('reads again after changes that came while it was reading', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    await clock.advance(100);
    await change();
    await clock.advance(1_000);
    expect(runs.length).toBe(2);
    runs[1]?.finish('const b = 2;');
    await settle();
    await clock.advance(100);
    expect(runs.length).toBe(3);
  });

  it('says once what it has learnt, and tells of changes only for debugging', async () => {
    const { corpus, clock, runs, said, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    await clock.advance(100);
    runs[1]?.finish('const a = 12;');
    await corpus.ready;
    expect(said).toEqual([
      'info: learnt 1 file, 12 bytes, in 0 ms',
      'debug: learnt 1 file, 13 bytes, in 0 ms',
    ]);
  });

  it('warns once of what it cannot follow and so does not learn', async () => {
    const { corpus, clock, runs, said, change } = setUp(['/code'], ['.gitignore is too large']);
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    await clock.advance(100);
    runs[1]?.finish('const a = 12;');
    await corpus.ready;
    expect(said.filter((line) => line.startsWith('warn'))).toEqual([
      'warn: some files are not learnt: .gitignore is too large',
    ]);
  });

  it('keeps the model it has when reading fails', async () => {
    const { corpus, runs } = setUp();
    corpus.start();
    const before = corpus.learnt;
    runs[0]?.fail();
    await corpus.ready;
    expect(corpus.learnt).toBe(before);
  });

  it('reads nothing where there is nothing to read', () => {
    const { corpus, runs } = setUp([]);
    corpus.start();
    expect(runs).toEqual([]);
  });

  it('stops for good when it is disposed', async () => {
    const { corpus, clock, runs, change } = setUp();
    corpus.start();
    runs[0]?.finish('const a = 1;');
    await corpus.ready;
    await change();
    corpus.dispose();
    await change();
    await clock.advance(1_000);
    expect(runs.length).toBe(1);
    expect(runs[0]?.signal.aborted).toBe(true);
  });
});
