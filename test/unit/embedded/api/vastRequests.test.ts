/** A request that is refused costs little, whatever it holds: meanwhile nobody else is answered. */
import { describe, expect, it } from 'vitest';
import { readChatRequest } from '../../../../src/embedded/api/chatRequest';
import { readCompletionRequest } from '../../../../src/embedded/api/completionRequest';
import { readEmulation } from '../../../../src/embedded/emulation/emulation';
import { ApiError } from '../../../../src/embedded/http/apiError';
import { errorBody } from '../../../../src/embedded/http/errorBody';
import { releases } from '../../../support/releases';

const size = 1_000_000;

/** A long list of one thing, which counts how often it is looked at. */
function vast(list: readonly unknown[]): { readonly list: unknown; readonly looks: () => number } {
  let looks = 0;
  const counted = new Proxy(list, {
    get: (target, key): unknown => {
      looks++;
      return Reflect.get(target, key);
    },
  });
  return { list: counted, looks: () => looks };
}

/** Made once: that takes longer than whatever is done with it. */
const listOf = (item: unknown): readonly unknown[] => Array.from({ length: size }, () => item);

const readers = { chat: readChatRequest, completions: readCompletionRequest };
const fields = ['stop', 'model', 'temperature', 'messages', 'prompt', 'n', 'logit_bias', 'seed'];
const lists = ['s', null, [[1]], { a: 1 }].map(listOf);

const cases = Object.entries(readers).flatMap(([route, read]) =>
  fields.flatMap((field) => lists.map((list) => [route, field, list[0], read, list] as const)),
);

describe('a request with a million members where few belong', () => {
  it.each(cases)(
    'of %s, in %s, each %j, is answered after a look at some',
    (_route, field, _item, read, members) => {
      // Of prompts there may be any number, which is told after they are read.
      const most = field === 'prompt' ? 3 * size : 200_000;
      for (const release of releases) {
        const emulation = readEmulation(release);
        const { list, looks } = vast(members);
        const body = {
          model: 'm',
          prompt: 'a',
          messages: [{ role: 'user', content: 'a' }],
          [field]: list,
        };
        let refusal: unknown;
        try {
          read(body, emulation);
        } catch (error) {
          refusal = error;
        }
        if (!(refusal instanceof ApiError)) continue;
        const answer = JSON.stringify(errorBody(refusal, emulation));
        expect([release, looks() < most]).toEqual([release, true]);
        expect(answer.length).toBeLessThan(3_000_000);
      }
    },
  );

  it('is told by its beginning', () => {
    const { list } = vast(listOf('s'));
    const read = (): unknown => readCompletionRequest({ model: list }, readEmulation('0.6.3'));
    expect(read).toThrow(ApiError);
    try {
      read();
    } catch (error) {
      const told = JSON.stringify(errorBody(error as ApiError, readEmulation('0.6.3')));
      expect(told).toContain("'s', 's', ...]");
    }
  });
});
