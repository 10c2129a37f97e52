import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TestModule } from 'vitest/node';
import { readTestLog, testLogVariable, type TestLog } from '../../../scripts/lib/testLog.mjs';
import TestLogReporter from '../../../scripts/lib/vitestReporter.mjs';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-reporter-'));
  vi.stubEnv(testLogVariable, join(folder, 'tests.jsonl'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

type State = 'passed' | 'failed' | 'skipped' | 'pending';

/** As much of a file's result as is read. */
function file(name: string, ...states: readonly State[]): TestModule {
  const tests = states.map((state, index) => ({
    fullName: `${name} ${index}`,
    result: () => ({ state }),
  }));
  return {
    relativeModuleId: name,
    ok: () => !states.includes('failed'),
    children: { allTests: () => tests },
  } as unknown as TestModule;
}

async function loggedAfter(
  modules: readonly TestModule[],
  errors: readonly { readonly message: string }[] = [],
): Promise<TestLog> {
  new TestLogReporter().onTestRunEnd(modules, errors);
  return readTestLog(await readFile(join(folder, 'tests.jsonl'), 'utf8'));
}

it('files passed whole where each of their tests did', async () => {
  const { passed } = await loggedAfter([
    file('good', 'passed', 'passed'),
    file('failing', 'passed', 'failed'),
    file('skipping', 'passed', 'skipped'),
    file('ended in the middle', 'passed', 'pending'),
  ]);
  expect([...passed]).toEqual([['good', ['good 0', 'good 1']]]);
});

it('no file passed where something fails outside of tests', async () => {
  const { passed, tests } = await loggedAfter([file('good', 'passed')], [{ message: 'late' }]);
  expect([...passed]).toEqual([]);
  expect(tests).toMatchObject([{ state: 'failed' }]);
});
