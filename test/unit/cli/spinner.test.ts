import { expect, it } from 'vitest';
import { createSpinner } from '../../../src/cli/spinner';
import { ManualClock } from '../../support/manualClock';

it('turns beside what is waited for, until something is written', async () => {
  const clock = new ManualClock();
  const shown: string[] = [];
  const spinner = createSpinner({ progress: (line) => shown.push(line) }, clock);
  spinner.say('asking for beams');
  await clock.advance(240);
  expect(shown).toEqual(['', '| asking for beams', '/ asking for beams', '- asking for beams']);
  spinner.hide();
  expect([shown.at(-1), clock.pending]).toEqual(['', 0]);
  spinner.say('asking for samples');
  spinner.dispose();
  expect([shown.at(-1), clock.pending]).toEqual(['', 0]);
});
