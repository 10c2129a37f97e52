// @ts-check
/** Writes every test of a vitest run into the log that the environment names, and which files passed. */
import { logTest, testLogVariable } from './testLog.mjs';

/** One of vitest's reporters (`Reporter`). */
export default class TestLogReporter {
  /** @param {import('vitest/node').TestCase} test */
  onTestCaseReady(test) {
    log({ id: test.id, title: test.fullName, state: 'running' });
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state, errors } = test.result();
    log({
      id: test.id,
      title: test.fullName,
      state: state === 'passed' || state === 'failed' ? state : 'skipped',
      ...(errors && errors.length > 0 ? { error: textOf(errors) } : {}),
    });
  }

  /** A file that cannot be loaded, or whose hooks fail, may have no test to tell of it. */
  onTestModuleEnd(/** @type {import('vitest/node').TestModule} */ module) {
    const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
    const errors = [...module.errors(), ...suites];
    if (errors.length === 0) return;
    log({ id: module.id, title: module.moduleId, state: 'failed', error: textOf(errors) });
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} errors
   */
  onTestRunEnd(modules, errors) {
    if (errors.length > 0) {
      // Whose they are nobody knows, so that no file is said to have passed.
      const title = 'nothing fails outside of tests';
      log({ id: title, title, state: 'failed', error: textOf(errors) });
      return;
    }
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      if (!module.ok() || !tests.every((test) => test.result().state === 'passed')) continue;
      log({ passed: module.relativeModuleId, titles: tests.map((test) => test.fullName) });
    }
  }
}

/** @param {import('./testLog.mjs').LogEntry | import('./testLog.mjs').PassedFile} entry */
function log(entry) {
  const file = process.env[testLogVariable];
  if (file === undefined) throw new Error(`${testLogVariable} names no file`);
  logTest(file, entry);
}

/**
 * @param {readonly { readonly message: string, readonly stack?: string, readonly diff?: string }[]} errors
 */
function textOf(errors) {
  return errors.map(({ message, stack = message, diff = '' }) => `${stack}\n${diff}`).join('\n');
}
