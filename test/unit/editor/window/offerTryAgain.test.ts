import { expect, it } from 'vitest';
import { offerTryAgain } from '../../../../src/editor/window/offerTryAgain';
import { ProviderError, type ProviderErrorCode } from '../../../../src/provider/errors';
import { settle } from '../../../support/manualClock';

/** What a message offers after such a failure, and how often the same is tried where `press` is pressed. */
async function after(code: ProviderErrorCode, press: string | undefined) {
  let tried = 0;
  let offered: readonly string[] = [];
  offerTryAgain({
    error: new ProviderError(code, 'x'),
    words: 'It failed.',
    again: () => tried++,
    show: (_words, ...buttons) => {
      offered = buttons;
      return Promise.resolve(press);
    },
  });
  await settle();
  return { tried, offered };
}

it.each(['unreachable', 'overloaded', 'timeout'] as const)(
  'what passes by itself (%s) can be tried again, once for a press',
  async (code) => {
    expect(await after(code, 'Try Again')).toEqual({ tried: 1, offered: ['Try Again'] });
    expect(await after(code, undefined)).toMatchObject({ tried: 0 });
  },
);

it.each(['rejected', 'unauthorized', 'unsupported', 'not-found', 'bad-response'] as const)(
  'what would fail the same way (%s) is not offered again',
  async (code) => {
    expect(await after(code, undefined)).toEqual({ tried: 0, offered: [] });
  },
);
