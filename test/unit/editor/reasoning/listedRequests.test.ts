import { expect, it } from 'vitest';
import { Journal } from '../../../../src/activity/journal';
import { describeRequest } from '../../../../src/editor/reasoning/listedRequests';
import { ProviderError } from '../../../../src/provider/errors';
import { beginning } from '../../../support/beginning';

it('a request that failed says why in a sentence, never in a code of the system', () => {
  const journal = new Journal();
  const id = journal.begin(beginning());
  const error = new ProviderError('unreachable', 'ECONNREFUSED');
  journal.update(id, () => ({ state: { status: 'failed', error } }));
  const server = { address: undefined, models: [] };
  const [request] = journal.all.map((entry) => describeRequest(entry, server, 0));
  expect(request?.failure).toBe(
    'Nothing answers at http://gpu/v1 (connection refused: no server listens on that port).',
  );
});

it('an answer can be had now only while the model thinks, and where whoever asked can have it', () => {
  const journal = new Journal();
  const server = { address: undefined, models: [] };
  const shown = (): unknown =>
    journal.all.map((entry) => describeRequest(entry, server, 0).answerNow);
  const able = journal.begin(beginning({ answerNow: 'possible' }));
  const unable = journal.begin(beginning());
  expect(shown()).toEqual(['impossible', 'impossible']);
  for (const id of [able, unable]) journal.update(id, () => ({ reasoning: 'Hm.' }));
  expect(shown()).toEqual(['possible', 'impossible']);
  journal.update(able, () => ({ text: 'Yes.' }));
  expect(shown()).toEqual(['impossible', 'impossible']);
});
