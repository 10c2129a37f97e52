/** Loaded by the extension host: runs the suite that lies beside it and writes down what becomes of each test. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { logTest, testLogVariable } from '../../scripts/lib/testLog.mjs';

/** Rejects when a test failed, which makes VS Code's exit code 1. */
export async function run(): Promise<void> {
  const file = process.env[testLogVariable];
  if (file === undefined) throw new Error(`${testLogVariable} names no file for the results`);
  const mocha = new Mocha({ ui: 'bdd', timeout: 110_000, reporter: Silent, forbidOnly: true });
  for (const name of readdirSync(__dirname)
    .filter((each) => each.endsWith('.test.js'))
    .sort()) {
    mocha.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => {
    const begun = (test: Mocha.Runnable): void => log(test, 'running');
    const log = (
      test: Mocha.Runnable,
      state: 'running' | 'passed' | 'failed' | 'skipped',
      error?: string,
    ): void => {
      // A hook that fails has a title of its own, so it is told apart from the tests.
      const title = test.fullTitle();
      logTest(file, { id: title, title, state, ...(error !== undefined && { error }) });
    };
    mocha
      .run(resolve)
      .on('test', begun)
      .on('pass', (test) => log(test, 'passed'))
      .on('pending', (test) => log(test, 'skipped'))
      .on('fail', (test, error) => {
        log(
          test,
          'failed',
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        );
      });
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Nobody reads the extension host's output, so that the results are only written down. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {}
}
