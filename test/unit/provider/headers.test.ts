import { expect, it } from 'vitest';
import { holdKey, noKey, ownHeaders } from '../../../src/provider/transport/headers';

it.each([
  ['a key', 'secret', {}, true],
  ['none', noKey, {}, false],
  ['headers that open nothing', noKey, { 'X-Session-ID': 'a1', 'X-Team': 'blue' }, false],
  ['a key of a gateway', noKey, { 'X-Api-Key': 'secret' }, true],
  ['an authorization of its own', noKey, { Authorization: 'Basic eDp5' }, true],
] as const)('a request with %s is told from one without any key', (_what, key, headers, holds) => {
  expect(holdKey(ownHeaders(key, headers))).toBe(holds);
});
