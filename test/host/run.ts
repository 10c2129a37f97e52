/** Loaded by the extension host: runs the suite that lies beside it and writes down what came out. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly error?: string;
}

/** Rejects when a test failed, which makes VS Code's exit code 1. */
export async function run(): Promise<void> {
  const results: TestResult[] = [];
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: Silent, forbidOnly: true });
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.js'))
    .sort()) {
    mocha.addFile(join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed' }))
      .on('pending', (test) => results.push({ title: test.fullTitle(), state: 'skipped' }))
      .on('fail', (test, error) => {
        // A hook that fails has a title of its own, so it is told apart from the tests.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        results.push({ title: test.fullTitle(), state: 'failed', error: text });
      });
  });
  const file = process.env['TRELLIS_HOST_RESULTS'];
  if (file === undefined) throw new Error('TRELLIS_HOST_RESULTS names no file for the results');
  writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Nobody reads the extension host's output, so that the results are only written down. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {}
}
