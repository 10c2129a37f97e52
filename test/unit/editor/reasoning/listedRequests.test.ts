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
