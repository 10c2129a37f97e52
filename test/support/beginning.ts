import type { RequestStart } from '../../src/activity/journal';

/** A question to `m` at `http://gpu/v1`, asked when time began. */
export function beginning(more: Partial<RequestStart> = {}): RequestStart {
  return {
    method: 'stream',
    model: 'm',
    server: 'http://gpu/v1',
    label: 'Why?',
    thinking: 'on',
    answerNow: 'impossible',
    startedAt: new Date(0),
    ...more,
  };
}
