import { describe, expect, it } from 'vitest';
import { createDisplay, type Output } from '../../../scripts/lib/display.mjs';
import { whenStalled, type Progress } from '../../../scripts/lib/progress.mjs';
import { readTestLog, type LogEntry, type TestLog } from '../../../scripts/lib/testLog.mjs';

const lines = (...entries: readonly LogEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

describe('the log of tests', () => {
  it('tells what ended, in that order, and what still runs', () => {
    const log = lines(
      { id: '1', title: 'slow', state: 'running' },
      { id: '2', title: 'good', state: 'running' },
      { id: '2', title: 'good', state: 'passed' },
      { id: '3', title: 'bad', state: 'running' },
      { id: '3', title: 'bad', state: 'failed', error: 'why' },
      { id: '4', title: 'left out', state: 'skipped' },
    );
    expect(readTestLog(log)).toEqual({
      tests: [
        { title: 'good', state: 'passed' },
        { title: 'bad', state: 'failed', error: 'why' },
        { title: 'left out', state: 'skipped' },
      ],
      running: ['slow'],
      passed: new Map(),
    });
  });

  it('tells which files passed whole', () => {
    const log = `${JSON.stringify({ passed: 'a.test.ts', titles: ['good'] })}\n`;
    expect(readTestLog(log).passed).toEqual(new Map([['a.test.ts', ['good']]]));
  });

  it('is read while its last line is being written', () => {
    const whole = lines({ id: '1', title: 'good', state: 'passed' });
    expect(readTestLog(whole + '{"id":"2","ti').tests).toHaveLength(1);
    expect(readTestLog('{"id').tests).toEqual([]);
  });

  it('counts tests of one title by their own ids', () => {
    const log = lines(
      { id: '1', title: 'twin', state: 'passed' },
      { id: '2', title: 'twin', state: 'passed' },
    );
    expect(readTestLog(log).tests).toHaveLength(2);
  });
});

/** A ring whose tests end at the given minutes; returns when it is given up, if so. */
async function watched(endings: readonly number[], whole: number): Promise<string> {
  const ending = new AbortController();
  let minutes = 0;
  const reached: Progress[] = [];
  const stalled = whenStalled({
    readLog: (): Promise<TestLog> => {
      const tests = endings
        .filter((at) => at <= minutes)
        .map((at) => ({ title: `${at}`, state: 'passed' }) as const);
      const next = endings[tests.length];
      const running = next === undefined ? [] : [`until ${next}`];
      return Promise.resolve({ tests, running, passed: new Map() });
    },
    onProgress: (progress) => reached.push(progress),
    signal: ending.signal,
    wait: () => {
      minutes += 0.25;
      if (minutes >= whole) ending.abort();
      return Promise.resolve();
    },
    now: () => minutes * 60_000,
  });
  const through = new Promise<string>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve('it ran to its end'));
  });
  const end = await Promise.race([stalled, through]);
  expect(reached.length).toBeGreaterThan(0);
  return end;
}

describe('a ring', () => {
  it('is not given up for its length', async () => {
    const endings = Array.from({ length: 60 }, (_, index) => index * 1.5);
    expect(await watched(endings, 90)).toBe('it ran to its end');
  });

  it('is given up once no test has ended for two minutes, and what runs is named', async () => {
    expect(await watched([1, 2, 7], 90)).toBe(
      'given up, since no test ended for 120 s; still running: until 7',
    );
  });

  it('is given up where not even the first test ends', async () => {
    expect(await watched([], 90)).toBe('given up, since no test ended for 120 s');
  });
});

/** A display whose clock and stream are in hand. */
function displayed(stream: Pick<Output, 'isTTY' | 'columns'>): {
  readonly said: string[];
  readonly display: ReturnType<typeof createDisplay>;
  readonly tick: (seconds: number) => void;
} {
  const said: string[] = [];
  let seconds = 0;
  let tick = (): void => undefined;
  const display = createDisplay({
    output: { ...stream, write: (text) => said.push(text) },
    now: () => seconds * 1000,
    every: (each) => {
      tick = each;
      return () => undefined;
    },
  });
  return {
    said,
    display,
    tick: (after) => {
      seconds += after;
      tick();
    },
  };
}

describe('what is shown meanwhile', () => {
  it('is a line now and then in a pipe', () => {
    const { said, display, tick } = displayed({});
    tick(1);
    display.begin('lint');
    display.begin('unit')({ ended: 12, running: 'a test' });
    tick(30);
    display.end('unit', 'unit 13 passed');
    tick(30);
    expect(said).toEqual([
      '… lint (30 s) · unit 12 ended (30 s): a test\n',
      'unit 13 passed\n',
      '… lint (60 s)\n',
    ]);
  });

  it('is one line in a terminal, no wider than that, and gone before anything else is said', () => {
    const { said, display, tick } = displayed({ isTTY: true, columns: 20 });
    display.begin('contract')({ ended: 5, running: 'something long' });
    tick(1);
    display.end('contract', 'done');
    display.close();
    expect(said).toEqual(['\r\u001b[Kcontract 5 ended (1', '\r\u001b[Kdone\n', '\r\u001b[K']);
  });
});
