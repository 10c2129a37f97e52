import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../scripts/lib/processes.mjs';
import type { RingResult } from '../../../scripts/lib/report.mjs';
import { createTestRun } from '../../../scripts/lib/testRun.mjs';

const testLog = pathToFileURL(join(import.meta.dirname, '../../../scripts/lib/testLog.mjs')).href;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-tests-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs a program that has `log(id, state)` for its tests. */
async function run(program: string): Promise<RingResult> {
  const tests = createTestRun({ folder, onProgress: () => undefined, stallMs: 2_000 });
  const script = `import { logTest, testLogVariable } from '${testLog}';
    const log = (id, state) => logTest(process.env[testLogVariable], { id, title: id, state });
    ${program}`;
  const child = start(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...tests.env },
  });
  const ended = child.exited.then((code) => (code === 0 ? undefined : `it ended with ${code}`));
  const problem = await tests.follow(ended);
  await child.stop();
  return tests.result(problem, child.output());
}

const good = `log('good', 'running'); log('good', 'passed');`;
const states = ({ tests }: RingResult): readonly string[] => tests.map(({ state }) => state);

describe('a program that runs tests', () => {
  it('has done well where it ends well', async () => {
    expect(await run(good)).toEqual({
      tests: [{ title: 'good', state: 'passed' }],
      passed: new Map(),
    });
  });

  it('has failed once for a failed test, though it ends badly for it', async () => {
    const result = await run(`${good} log('bad', 'failed'); console.log('words'); process.exit(1)`);
    expect(states(result)).toEqual(['passed', 'failed']);
    expect(result.log).toContain('words');
  });

  it('has failed where no test explains its end', async () => {
    const result = await run(`${good} process.exit(7)`);
    expect(result.tests.at(-1)).toMatchObject({ state: 'failed', error: 'it ended with 7' });
  });

  it('has failed where it runs no test', async () => {
    expect((await run('')).tests).toMatchObject([{ state: 'failed', error: 'no test was run' }]);
  });

  it('is given up where a test hangs, and what passed before still counts', async () => {
    const result = await run(`${good} log('hangs', 'running'); setInterval(() => {}, 1000)`);
    expect(states(result)).toEqual(['passed', 'failed']);
    expect(result.tests.at(-1)?.error).toContain('still running: hangs');
  });
});
