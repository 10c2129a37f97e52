import { createRedaction } from '../../../src/base/redaction';
import { describe, expect, it } from 'vitest';
import { drawSamples, maxRunTime, type DrawOptions } from '../../../src/cli/grammar/drawSamples';
import { createTerminal } from '../../../src/cli/terminal';
import type { Match } from '../../../src/guided/match';
import { ManualClock } from '../../support/manualClock';

const complete: Match = { match: 'complete' };

function options(more: Partial<DrawOptions> = {}): DrawOptions {
  return {
    count: 3,
    sampler: { sample: () => 'a' },
    verify: () => Promise.resolve(complete),
    clock: new ManualClock(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
  };
}

describe('samples of a grammar', () => {
  it('are judged each, and told one by one', async () => {
    const told: number[] = [];
    const drawn = await drawSamples(options({ onProgress: (done) => told.push(done) }));
    expect(drawn).toEqual({ samples: Array(3).fill({ text: 'a', match: complete }) });
    expect(told).toEqual([1, 2, 3]);
  });

  it('are not judged any more once the judge gave up', async () => {
    const unchecked: Match = { match: 'unchecked', reason: 'too slow' };
    let asked = 0;
    const verify = (): Promise<Match> => Promise.resolve(++asked === 1 ? complete : unchecked);
    const { samples } = await drawSamples(options({ verify, count: 100 }));
    expect(samples).toHaveLength(100);
    expect(samples.at(-1)?.match).toBe(unchecked);
    expect(asked).toBe(2);
  });

  it('are fewer where time is over', async () => {
    const clock = new ManualClock();
    const verify = async (): Promise<Match> => {
      await clock.advance(maxRunTime / 2);
      return complete;
    };
    const { samples, ended } = await drawSamples(options({ verify, clock }));
    expect(ended).toBe('out of time');
    expect(samples).toHaveLength(2);
  });

  it('end where one would be too long', async () => {
    const drawn = await drawSamples(options({ sampler: { sample: () => undefined } }));
    expect(drawn).toEqual({ samples: [], ended: 'too long a text' });
  });

  it('end at Ctrl+C, between two of them', async () => {
    const controller = new AbortController();
    const work = drawSamples(
      options({ count: 10_000, signal: controller.signal, onProgress: () => controller.abort() }),
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('progress', () => {
  it.each([
    [
      'on a screen takes one line, which a sentence takes over',
      true,
      '\r\u001b[2K1 of 2\r\u001b[2K2 of 2\r\u001b[2Kdone\n',
    ],
    ['is nothing for a program', false, 'done\n'],
  ])('%s', (_what, isTTY, expected) => {
    let written = '';
    const stderr = { isTTY, write: (text: string) => (written += text) };
    const terminal = createTerminal({
      stdout: { write: () => true },
      stderr,
      env: {},
      redaction: createRedaction(),
    });
    terminal.progress('1 of 2');
    terminal.progress('2 of 2');
    terminal.note('done');
    expect(written).toBe(expected);
  });
});
